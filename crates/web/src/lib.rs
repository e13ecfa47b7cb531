//! Pages: routes, templates, assets. No SQL, no rules: what a page shows is decided in `app`.
//!
//! Until there is sign-in the pages are for the operator's own machine: [`serve`] refuses every
//! address that is not loopback.

mod assets;
mod pages;
mod serve;
mod view;

pub use assets::AssetSource;
pub use pages::{ROUTES, State, router};
pub use serve::{NotLoopback, bind, serve};
