use ring::RingBuffer;
use std::collections::VecDeque;
use std::rc::Rc;

fn items(ring: &RingBuffer<u32>) -> Vec<u32> {
    ring.iter().copied().collect()
}

#[test]
fn wraps() {
    let mut ring = RingBuffer::new(3);
    for n in 1..=5 {
        ring.push(n);
    }
    assert_eq!(items(&ring), [3, 4, 5]);
    for n in 6..=9 {
        assert_eq!(ring.push(n), Some(n - 3));
        assert_eq!(items(&ring), [n - 2, n - 1, n]);
    }
}

#[test]
fn all_agree_with_a_deque() {
    for capacity in 0..5usize {
        let mut ring = RingBuffer::new(capacity);
        let mut model = VecDeque::new();
        let mut seed = 7u32;
        for step in 0..400u32 {
            seed = seed.wrapping_mul(1_103_515_245).wrapping_add(12_345);
            if (seed >> 16) % 3 == 0 {
                assert_eq!(ring.pop(), model.pop_front());
            } else {
                let wanted = if capacity == 0 {
                    Some(step)
                } else {
                    let old = if model.len() == capacity {
                        model.pop_front()
                    } else {
                        None
                    };
                    model.push_back(step);
                    old
                };
                assert_eq!(ring.push(step), wanted);
            }
            assert_eq!(ring.len(), model.len());
            assert_eq!(ring.is_empty(), model.is_empty());
            assert_eq!(items(&ring), Vec::from(model.clone()));
            for index in 0..capacity + 3 {
                assert_eq!(ring.get(index), model.get(index));
            }
        }
    }
}

#[test]
fn no_room_at_all() {
    let mut ring = RingBuffer::new(0);
    assert_eq!(ring.push(1), Some(1));
    assert_eq!(ring.len(), 0);
    assert_eq!(ring.pop(), None);
    assert_eq!(ring.get(0), None);
    assert_eq!(ring.iter().count(), 0);
}

#[test]
fn nothing_is_kept() {
    let item = Rc::new(());
    let mut ring = RingBuffer::new(2);
    for _ in 0..5 {
        ring.push(item.clone());
    }
    assert_eq!(Rc::strong_count(&item), 3);
    ring.pop();
    assert_eq!(Rc::strong_count(&item), 2);
    drop(ring);
    assert_eq!(Rc::strong_count(&item), 1);
}
