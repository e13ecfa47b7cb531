//! Tables of cases and properties for the engine, over a small made world.

mod cases;
mod naive;
mod properties;
mod real;
mod tables;
mod world;
