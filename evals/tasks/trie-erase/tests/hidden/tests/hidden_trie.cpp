#include <cstdio>
#include <cstdlib>
#include <set>
#include <string>

#include "trie.hpp"

static int failures = 0;
static int number = 0;

static void check(bool ok, const char *what) {
    std::printf("%s %d - %s\n", ok ? "ok" : "not ok", ++number, what);
    std::fflush(stdout);
    failures += !ok;
}

int main() {
    {
        Trie trie;
        check(trie.insert("car") && !trie.insert("car") && trie.insert("cart") && trie.insert("ca"), "insert says what is new");
        check(trie.count("") == 3 && trie.count("car") == 2 && trie.count("cart") == 1 && trie.count("x") == 0 && trie.count("carts") == 0, "count");
        check(!trie.erase("c") && !trie.erase("carts") && !trie.erase("") && trie.nodes() == 4, "erase of what is not there");
        check(trie.erase("car") && !trie.contains("car") && trie.contains("cart") && trie.contains("ca") && trie.nodes() == 4, "words below stay");
        check(!trie.erase("car") && trie.count("car") == 1, "erased once");
        check(trie.erase("cart") && trie.nodes() == 2 && trie.contains("ca"), "nodes are freed");
        check(trie.erase("ca") && trie.nodes() == 0 && trie.count("") == 0, "all of them");
    }
    {
        Trie trie;
        check(trie.insert("") && !trie.insert("") && trie.contains("") && trie.count("") == 1 && trie.nodes() == 0, "the empty word");
        trie.insert("\xff\x80");
        check(trie.erase("") && !trie.contains("") && trie.contains("\xff\x80") && trie.count("\xff") == 1, "is erased, high bytes stay");
    }
    {
        Trie trie;
        std::set<std::string> model;
        bool same = true;
        std::srand(1);
        for (int step = 0; step < 4000 && same; step++) {
            std::string word;
            for (int len = std::rand() % 5; len > 0; len--) word += static_cast<char>("ab\xe9"[std::rand() % 3]);
            if (std::rand() % 2) same = trie.insert(word) == model.insert(word).second;
            else same = trie.erase(word) == (model.erase(word) == 1);
            std::set<std::string> prefixes;
            std::size_t below = 0;
            std::string prefix = word.substr(0, 2);
            for (const auto &it : model) {
                for (std::size_t len = 1; len <= it.size(); len++) prefixes.insert(it.substr(0, len));
                below += it.compare(0, prefix.size(), prefix) == 0;
            }
            same = same && trie.nodes() == prefixes.size() && trie.count(prefix) == below && trie.count("") == model.size();
        }
        check(same, "agrees with a set");
    }
    {
        Trie trie;
        std::string word(3000, 'x');
        for (std::size_t len = 1; len <= word.size(); len++) trie.insert(std::string_view(word).substr(0, len));
        std::size_t sum = 0;
        for (int i = 0; i < 200000; i++) sum += trie.count("x");
        check(sum == 200000u * 3000u, "count does not walk the words");
        for (std::size_t len = word.size(); len > 0; len--) trie.erase(std::string_view(word).substr(0, len));
        check(trie.nodes() == 0, "a long chain is freed");
    }
    return failures != 0;
}
