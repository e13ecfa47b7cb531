//! What the binary carries: shipped definitions, the demonstration, front-end files.

use rust_embed::RustEmbed;
use sightline_kernel::defs::Source;

#[derive(RustEmbed)]
#[folder = "../../defs"]
struct Defs;

#[derive(RustEmbed)]
#[folder = "../../examples"]
struct Examples;

#[derive(RustEmbed)]
#[folder = "../../assets"]
struct Assets;

/// The shipped definition files, in order of path.
#[must_use]
pub(crate) fn definitions() -> Vec<Source> {
    texts::<Defs>("defs")
}

/// The files of a shipped example, by path within it, in order.
#[must_use]
pub(crate) fn example(name: &str) -> Vec<(String, Vec<u8>)> {
    let folder = format!("{name}/");
    let mut files: Vec<(String, Vec<u8>)> = Examples::iter()
        .filter_map(|path| {
            let inside = path.strip_prefix(&folder)?.to_owned();
            Some((inside, Examples::get(&path)?.data.into_owned()))
        })
        .collect();
    files.sort();
    files
}

/// A front-end file.
#[must_use]
pub(crate) fn asset(path: &str) -> Option<std::borrow::Cow<'static, [u8]>> {
    Assets::get(path).map(|file| file.data)
}

fn texts<E: RustEmbed>(named: &str) -> Vec<Source> {
    let mut sources: Vec<Source> = E::iter()
        .filter(|path| path.ends_with(".toml"))
        .filter_map(|path| {
            let bytes = E::get(&path)?.data;
            let text = String::from_utf8_lossy(&bytes).into_owned();
            Some(Source { path: format!("{named}/{path}"), text })
        })
        .collect();
    sources.sort_by(|a, b| a.path.cmp(&b.path));
    sources
}
