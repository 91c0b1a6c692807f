all:
	$(CXX) -std=c++17 -g -O1 -fsanitize=address,undefined -fno-sanitize-recover=all -Iinclude -o tests/hidden-run tests/hidden_trie.cpp src/trie.cpp
	ASAN_OPTIONS=detect_leaks=0 timeout 60 ./tests/hidden-run
