#include <cstdio>

#include "trie.hpp"

static int failures = 0;

static void check(bool ok, const char *what) {
    std::printf("%s: %s\n", ok ? "ok" : "FAILED", what);
    failures += !ok;
}

int main() {
    Trie trie;
    trie.insert("car");
    trie.insert("cart");
    check(trie.contains("car") && trie.contains("cart"), "contains");
    check(!trie.contains("ca") && !trie.contains("cat"), "contains no others");
    check(trie.nodes() == 4, "nodes");
    return failures != 0;
}
