#pragma once

#include <cstddef>
#include <map>
#include <memory>
#include <string_view>

/// A set of words.
class Trie {
public:
    void insert(std::string_view word);
    bool contains(std::string_view word) const;
    /// Number of nodes without the root.
    std::size_t nodes() const;

private:
    struct Node {
        std::map<char, std::unique_ptr<Node>> next;
        bool word = false;
    };

    static std::size_t nodes_below(const Node &node);

    Node root_;
};
