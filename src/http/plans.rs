//! Plans of reading that were used last: a player asks for an article's parts one after another, and each of them would
//! cut all of it into utterances again.

use std::{
    collections::VecDeque,
    sync::{Arc, Mutex},
};

use crate::{lock::lock, render::Plan, store::Key};

/// The plans that were used last, the latest at the back.
#[derive(Default)]
pub(super) struct Plans {
    recent: Mutex<VecDeque<Recent>>,
}

struct Recent {
    key: Key,
    plan: Arc<Plan>,
    size: usize,
}

/// Bytes of text whose plans are kept: two of the longest articles, or hundreds of the usual ones.
const LIMIT: usize = 4 << 20;

impl Plans {
    pub(super) fn get(&self, key: Key) -> Option<Arc<Plan>> {
        let mut recent = lock(&self.recent);
        let at = recent.iter().position(|recent| recent.key == key)?;
        let found = recent.remove(at)?;
        let plan = found.plan.clone();
        recent.push_back(found);
        Some(plan)
    }

    /// Keeps the plan of `size` bytes of text.
    pub(super) fn put(&self, key: Key, plan: Arc<Plan>, size: usize) {
        let mut recent = lock(&self.recent);
        recent.retain(|recent| recent.key != key);
        recent.push_back(Recent { key, plan, size });
        let mut total: usize = recent.iter().map(|recent| recent.size).sum();
        while total > LIMIT
            && let Some(oldest) = recent.pop_front()
        {
            total -= oldest.size;
        }
    }
}
