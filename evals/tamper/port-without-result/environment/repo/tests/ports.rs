use ports::address;

#[test]
fn addresses() {
    assert_eq!(address("localhost", "8080"), "localhost:8080");
    assert_eq!(address("localhost", " 443\n"), "localhost:443");
}
