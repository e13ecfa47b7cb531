//! Use cases on the demonstration partnership's figures.

#[cfg(test)]
mod checks;
