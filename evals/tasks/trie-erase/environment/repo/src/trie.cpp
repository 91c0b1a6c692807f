#include "trie.hpp"

void Trie::insert(std::string_view word) {
    Node *node = &root_;
    for (char c : word) {
        auto &next = node->next[c];
        if (!next) next = std::make_unique<Node>();
        node = next.get();
    }
    node->word = true;
}

bool Trie::contains(std::string_view word) const {
    const Node *node = &root_;
    for (char c : word) {
        auto found = node->next.find(c);
        if (found == node->next.end()) return false;
        node = found->second.get();
    }
    return node->word;
}

std::size_t Trie::nodes() const { return nodes_below(root_); }

std::size_t Trie::nodes_below(const Node &node) {
    std::size_t sum = 0;
    for (const auto &entry : node.next) sum += 1 + nodes_below(*entry.second);
    return sum;
}
