//! What the targets share.

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
