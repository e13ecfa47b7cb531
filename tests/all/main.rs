//! Tests across crates: the program itself, run as a person runs it.
//!
//! What they need is said in CONTRIBUTING.md, “What the tests read”.

#[cfg(test)]
mod support;

#[cfg(test)]
mod bad_input;
#[cfg(test)]
mod browser;
#[cfg(test)]
mod databases;
#[cfg(test)]
mod decisions;
#[cfg(test)]
mod definitions;
#[cfg(test)]
mod demo;
#[cfg(test)]
mod faults;
#[cfg(test)]
mod figures;
#[cfg(test)]
mod html;
#[cfg(test)]
mod numerals;
#[cfg(test)]
mod pages;
#[cfg(test)]
mod pdf;
#[cfg(test)]
mod release;
#[cfg(test)]
mod shapes;
#[cfg(test)]
mod suppression;
#[cfg(test)]
mod texts;
