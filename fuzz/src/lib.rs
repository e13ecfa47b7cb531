//! What the targets share.

use sightline_kernel::defs::Source;
use sightline_measures::catalogue::{self, Catalogue};

/// A few of the shipped definitions, for targets that resolve names.
#[must_use]
pub fn catalogue() -> Catalogue {
    let files = [
        ("measures/crime.offences/1.toml", include_str!("../../defs/measures/crime.offences/1.toml")),
        ("lists/offence-group/1.toml", include_str!("../../defs/lists/offence-group/1.toml")),
        ("areas/local-authorities.toml", include_str!("../../defs/areas/local-authorities.toml")),
        ("words/1.toml", include_str!("../../defs/words/1.toml")),
    ];
    let files =
        files.map(|(path, text)| Source { path: format!("defs/{path}"), text: text.to_owned() });
    catalogue::load(&files).0
}

/// Lets a panic of a library unwind, as it does in the product, where the code
/// that calls the library catches it. Ours still ends the run at once, and so
/// does one of a library that nobody catches, when it leaves the target.
pub fn let_libraries_unwind() {
    std::panic::set_hook(Box::new(|panic| {
        let place = panic.location().map(ToString::to_string).unwrap_or_default();
        if !place.contains("/registry/src/") {
            eprintln!("{panic}");
            std::process::abort();
        }
    }));
}
