//! A set of defects, asked on every request: a bit each.

use super::Defect;

/// The defects that a sandbox was started with.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct DefectSet([u64; 4]);

impl DefectSet {
    /// Whether the defect is switched on.
    #[must_use]
    pub fn has(&self, defect: Defect) -> bool {
        let index = defect as usize;
        self.0[index / 64] & (1 << (index % 64)) != 0
    }

    /// Whether no defect is switched on.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0 == [0; 4]
    }

    /// Switches a defect on.
    pub fn insert(&mut self, defect: Defect) {
        let index = defect as usize;
        self.0[index / 64] |= 1 << (index % 64);
    }

    /// The defects that are switched on, in the table's order.
    pub fn iter(&self) -> impl Iterator<Item = Defect> + '_ {
        Defect::ALL
            .iter()
            .copied()
            .filter(|defect| self.has(*defect))
    }
}

impl FromIterator<Defect> for DefectSet {
    fn from_iter<I: IntoIterator<Item = Defect>>(defects: I) -> Self {
        let mut set = Self::default();
        for defect in defects {
            set.insert(defect);
        }
        set
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn holds_what_was_put_in_and_nothing_else() {
        assert!(Defect::ALL.len() <= 256, "the set has 256 bits");
        assert!(DefectSet::default().is_empty());
        for defect in Defect::ALL {
            let set: DefectSet = [*defect].into_iter().collect();
            assert_eq!(set.iter().collect::<Vec<_>>(), [*defect]);
        }
    }
}
