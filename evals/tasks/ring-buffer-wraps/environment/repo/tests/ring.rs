use ring::RingBuffer;

#[test]
fn keeps_the_order() {
    let mut ring = RingBuffer::new(3);
    assert!(ring.is_empty());
    assert_eq!(ring.push(1), None);
    assert_eq!(ring.push(2), None);
    assert_eq!(ring.iter().copied().collect::<Vec<_>>(), [1, 2]);
    assert_eq!(ring.pop(), Some(1));
    assert_eq!(ring.len(), 1);
}

#[test]
fn gives_the_oldest_back() {
    let mut ring = RingBuffer::new(2);
    ring.push("a");
    ring.push("b");
    assert_eq!(ring.push("c"), Some("a"));
    assert_eq!(ring.len(), 2);
}

#[test]
fn empty() {
    let mut ring: RingBuffer<u8> = RingBuffer::new(1);
    assert_eq!(ring.pop(), None);
    assert_eq!(ring.get(0), None);
}
