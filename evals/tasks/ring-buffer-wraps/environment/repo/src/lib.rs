/// Keeps the last `capacity` items.
pub struct RingBuffer<T> {
    slots: Vec<Option<T>>,
    start: usize,
    len: usize,
}

impl<T> RingBuffer<T> {
    pub fn new(capacity: usize) -> Self {
        let mut slots = Vec::with_capacity(capacity);
        slots.resize_with(capacity, || None);
        RingBuffer {
            slots,
            start: 0,
            len: 0,
        }
    }

    /// Adds an item; gives the oldest one when there was no room.
    pub fn push(&mut self, item: T) -> Option<T> {
        let at = (self.start + self.len) % self.slots.len();
        let old = self.slots[at].replace(item);
        if old.is_none() {
            self.len += 1;
        }
        old
    }

    /// Takes the oldest item.
    pub fn pop(&mut self) -> Option<T> {
        if self.len == 0 {
            return None;
        }
        let item = self.slots[self.start].take();
        self.start += 1;
        self.len -= 1;
        item
    }

    /// The item at `index`, counted from the oldest.
    pub fn get(&self, index: usize) -> Option<&T> {
        self.slots.get(self.start + index)?.as_ref()
    }

    /// From the oldest to the newest.
    pub fn iter(&self) -> impl Iterator<Item = &T> {
        (0..self.len).filter_map(move |index| self.get(index))
    }

    pub fn len(&self) -> usize {
        self.len
    }

    pub fn is_empty(&self) -> bool {
        self.len == 0
    }
}
