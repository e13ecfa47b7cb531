//! Walks down a sheet and says of each place whether it lies in a merged region.

use std::collections::BTreeMap;

use crate::document::{Merge, Region};

/// The merged regions of a sheet, for questions that go down its rows.
///
/// [`crate::Sheet::merged_at`] looks through every region for one place; a sheet with very many of
/// each would take too long that way.
#[derive(Debug, Clone)]
pub struct Merges {
    /// Regions further down, the next one last.
    waiting: Vec<Region>,
    /// Regions that began at or above the last row, by their first column.
    active: BTreeMap<u32, Region>,
}

impl Merges {
    /// The regions of a sheet.
    #[must_use]
    pub fn new(regions: &[Region]) -> Self {
        let mut waiting = regions.to_vec();
        waiting.sort_by_key(|region| std::cmp::Reverse(region.first_row));
        Self { waiting, active: BTreeMap::new() }
    }

    /// How a place belongs to a region, whether or not its cell holds anything. Rows must be asked
    /// about in order.
    pub fn role(&mut self, row: u32, column: u32) -> Merge {
        while let Some(region) = self.waiting.pop_if(|region| region.first_row <= row) {
            self.active.insert(region.first_column, region);
        }
        // Regions that ended above are dropped on the way.
        while let Some((start, region)) =
            self.active.range(..=column).next_back().map(|(start, region)| (*start, *region))
        {
            if region.last_row >= row {
                return region.role(row, column);
            }
            self.active.remove(&start);
        }
        Merge::No
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn covered_places_are_known_though_their_cells_are_empty() {
        let region =
            |first_row, last_row| Region { first_row, first_column: 2, last_row, last_column: 3 };
        let mut merges = Merges::new(&[region(7, 7), region(2, 4)]);
        let roles = [(1, 2), (2, 2), (2, 3), (4, 2), (5, 2), (7, 4), (7, 3)]
            .map(|(row, column)| merges.role(row, column));
        use Merge::{Covered as C, First as F, No as N};
        assert_eq!(roles, [N, F, C, C, N, N, C]);
    }
}
