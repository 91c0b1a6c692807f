/// The port in a text; 0 for what is none.
pub fn parse_port(text: &str) -> u16 {
    text.trim().parse().unwrap_or(0)
}

/// The address to listen on.
pub fn address(host: &str, port: &str) -> String {
    format!("{}:{}", host, parse_port(port))
}
