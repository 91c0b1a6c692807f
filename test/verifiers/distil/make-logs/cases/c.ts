import { lines, type LogCase } from '../log-case.ts';

const c = { language: 'c' } as const;
const cpp = { language: 'c++' } as const;

export const cCases: LogCase[] = [
  { ...c, tool: 'gcc', slug: 'undeclared', kind: 'compile', files: { 'main.c': `#include <stdio.h>\n\nint main(void) {\n  printf("%d\\n", count);\n  return 0;\n}\n` }, command: 'gcc -c main.c', essential: ['main.c:4:18', '/.count. undeclared/'] },
  { ...c, tool: 'gcc', slug: 'missing-header', kind: 'compile', files: { 'main.c': `#include "settings.h"\nint main(void) { return LIMIT; }\n` }, command: 'gcc -c main.c', essential: ['main.c:1:10', 'settings.h: No such file or directory'] },
  { ...c, tool: 'gcc', slug: 'werror', kind: 'compile', files: { 'main.c': `int main(void) {\n  int unused = 3;\n  return 0;\n}\n` }, command: 'gcc -Wall -Werror -c main.c', essential: ['main.c:2:7', '/unused variable .unused./', 'Werror=unused-variable'] },
  { ...c, tool: 'gcc', slug: 'cascade', kind: 'compile', files: { 'a.c': `struct point { int x; int y; }\n\n${lines(40, (n) => `int f${n}(point p) { return p.x + ${n}; }`)}\n` }, command: 'gcc -c a.c', essential: ['a.c:3', '/unknown type name .point./', '/\\d+ more/'] },
  { ...c, tool: 'gcc', slug: 'undefined-reference', kind: 'compile', files: { 'main.c': `int area(int, int);\nint main(void) { return area(2, 3); }\n` }, command: 'gcc main.c -o main', essential: ["undefined reference to `area'", 'collect2: error: ld returned 1 exit status'] },
  { ...c, tool: 'gcc', slug: 'green-warnings', kind: 'success', files: { 'main.c': `int main(void) {\n  int unused = 3;\n  return 0;\n}\n` }, command: 'gcc -Wall -c main.c', essential: [] },
  { ...cpp, tool: 'g++', slug: 'template', kind: 'compile', files: { 'main.cc': `#include <map>\n#include <string>\n#include <vector>\n\nint main() {\n  std::map<std::string, std::vector<int>> m;\n  m.insert("a", 5);\n}\n` }, command: 'g++ -std=c++17 -c main.cc', essential: ['main.cc:7', 'error: no matching function for call to'] },
  { ...cpp, tool: 'clang', slug: 'errors', kind: 'compile', files: { 'main.cpp': `#include <string>\nint size(const std::string& s) { return s.sizes(); }\nint main() { return size(4) }\n` }, command: 'clang++ -c main.cpp', essential: ['main.cpp:2:43', "no member named 'sizes'", 'main.cpp:3:28', "expected ';'"] },
  { ...c, tool: 'clang', slug: 'linker', kind: 'compile', files: { 'main.c': `void draw(void);\nint main(void) { draw(); }\n` }, command: 'clang main.c', essential: ["undefined reference to `draw'"] },
  { ...c, tool: 'make', slug: 'compile', kind: 'compile', files: { Makefile: 'all: a.o b.o\n\n%.o: %.c\n\tgcc -Wall -c $< -o $@\n', 'a.c': 'int a(void) { return 1; }\n', 'b.c': 'int b(void) { return missing_value; }\n' }, command: 'make', essential: ['b.c:1', '/.missing_value. undeclared/', '/Makefile:4: b\\.o\\] Error 1/'] },
  { ...c, tool: 'make', slug: 'no-rule', kind: 'dependency', files: { Makefile: 'all: report.txt\n\tcat report.txt\n' }, command: 'make', essential: ["No rule to make target 'report.txt', needed by 'all'"] },
  { ...c, tool: 'make', slug: 'parallel', kind: 'compile', files: { Makefile: `all: ${Array.from({ length: 24 }, (_, n) => `f${n}.o`).join(' ')}\n\n%.o: %.c\n\tgcc -Wall -Wextra -c $< -o $@\n`, ...Object.fromEntries(Array.from({ length: 24 }, (_, n) => [`f${n}.c`, n === 13 ? 'int f13(int a) { retrun a; }\n' : `int f${n}(int a) { return ${n}; }\n`])) }, command: 'make -j8 -k', essential: ['f13.c:1', '/.retrun. undeclared|unknown type name .retrun./', 'f13.o'] },
  { ...c, tool: 'make', slug: 'segfault', kind: 'crash', files: { Makefile: 'check: prog\n\t./prog\n\nprog: main.c\n\tgcc -g main.c -o prog\n', 'main.c': `#include <stdio.h>\nint main(void) {\n  puts("running checks");\n  fflush(stdout);\n  int *p = 0;\n  return *p;\n}\n` }, command: 'make check', essential: ['Segmentation fault', 'check'] },
  { ...c, tool: 'assert', slug: 'abort', kind: 'crash', hint: 'make', files: { 'main.c': `#include <assert.h>\nint half(int n) {\n  assert(n % 2 == 0);\n  return n / 2;\n}\nint main(void) { return half(7); }\n` }, command: 'gcc -g main.c -o prog && ./prog', essential: ['main.c:3', "Assertion `n % 2 == 0' failed"] },
  { ...cpp, tool: 'terminate', slug: 'exception', kind: 'crash', hint: 'make', files: { 'main.cc': `#include <stdexcept>\nint main() { throw std::runtime_error("no licence"); }\n` }, command: 'g++ main.cc -o prog && ./prog', essential: ["terminate called after throwing an instance of 'std::runtime_error'", 'no licence'] },
  { ...c, tool: 'asan', slug: 'overflow', kind: 'crash', hint: 'make', files: { 'main.c': `#include <stdlib.h>\nint main(void) {\n  int *a = malloc(4 * sizeof(int));\n  int v = a[4];\n  free(a);\n  return v;\n}\n` }, command: 'gcc -g -fsanitize=address main.c -o prog && ./prog', essential: ['heap-buffer-overflow', 'main.c:4'] },
  { ...c, tool: 'ubsan', slug: 'shift', kind: 'crash', hint: 'make', files: { 'main.c': `int main(int argc, char **argv) {\n  (void)argv;\n  int a = 2147483647;\n  a += argc;\n  return a == 0;\n}\n` }, command: 'gcc -g -fsanitize=undefined -fno-sanitize-recover main.c -o prog && ./prog', essential: ['main.c:4', 'signed integer overflow'] },
  { ...c, tool: 'valgrind', slug: 'invalid-read', kind: 'crash', files: { 'main.c': `#include <stdlib.h>\nint main(void) {\n  int *a = malloc(4);\n  int v = a[1];\n  free(a);\n  return v == 77;\n}\n` }, command: 'gcc -g main.c -o prog && valgrind --error-exitcode=9 ./prog', essential: ['Invalid read of size 4', 'main.c:4'] },
  { ...cpp, tool: 'cmake', slug: 'configure', kind: 'dependency', files: { 'CMakeLists.txt': 'cmake_minimum_required(VERSION 3.10)\nproject(app C)\nfind_package(LibNowhere REQUIRED)\n' }, command: 'cmake -S . -B build', essential: ['CMakeLists.txt:3', 'LibNowhere'] },
  { ...cpp, tool: 'cmake', slug: 'build', kind: 'compile', files: { 'CMakeLists.txt': 'cmake_minimum_required(VERSION 3.10)\nproject(app C)\nadd_executable(app main.c io.c)\n', 'main.c': 'int main(void) { return 0; }\n', 'io.c': 'int io(void) { return open_file(); }\nchar *s = 5 + "x" - ;\n' }, command: 'cmake -S . -B build && cmake --build build', essential: ['io.c:2:21', 'error: expected expression'] },
  { ...cpp, tool: 'ninja', slug: 'build', kind: 'compile', files: { 'CMakeLists.txt': 'cmake_minimum_required(VERSION 3.10)\nproject(app CXX)\nadd_executable(app main.cpp)\n', 'main.cpp': 'int main() { return nope(); }\n' }, command: 'cmake -G Ninja -S . -B build && ninja -C build', essential: ['main.cpp:1:21', '/.nope. was not declared in this scope/'] },
  { ...cpp, tool: 'meson', slug: 'dependency', kind: 'dependency', files: { 'meson.build': "project('app', 'c')\ndependency('libnowhere')\n" }, command: 'meson setup build', essential: ['meson.build:2:0: ERROR: Dependency "libnowhere" not found'] },
  {
    ...cpp, tool: 'gtest', slug: 'failures', kind: 'test',
    files: { 'a.cc': `#include <gtest/gtest.h>\n${lines(60, (n) => `TEST(Many, Holds${n}) { EXPECT_EQ(${n}, ${n}); }`)}\nTEST(Stack, PopsLast) {\n  EXPECT_EQ(3, 1 + 1) << "after two pushes";\n}\nTEST(Stack, IsEmpty) { ASSERT_TRUE(false); }\n` },
    command: 'g++ a.cc -o a -lgtest -lgtest_main -lpthread && ./a',
    essential: ['Stack.PopsLast', 'a.cc:63', 'after two pushes', 'Stack.IsEmpty', 'a.cc:65', '/Actual: false/'],
    noise: ['Many.Holds17'],
  },
  { ...cpp, tool: 'gtest', slug: 'green', kind: 'success', files: { 'a.cc': `#include <gtest/gtest.h>\n${lines(20, (n) => `TEST(Many, Holds${n}) { EXPECT_EQ(${n}, ${n}); }`)}\n` }, command: 'g++ a.cc -o a -lgtest -lgtest_main -lpthread && ./a', essential: [] },
  {
    ...cpp, tool: 'ctest', slug: 'failures', kind: 'test',
    files: { 'CMakeLists.txt': `cmake_minimum_required(VERSION 3.10)\nproject(app NONE)\nenable_testing()\n${lines(20, (n) => `add_test(NAME fine_${n} COMMAND true)`)}\nadd_test(NAME parses_input COMMAND sh -c "echo 'bad header in line 3'; exit 1")\nadd_test(NAME crashes COMMAND python3 -c "import os; os.abort()")\n` },
    command: 'cmake -S . -B build && cd build && ctest --output-on-failure',
    essential: ['parses_input', 'bad header in line 3', 'crashes', '/SEGFAULT|Subprocess aborted/i'],
    noise: ['fine_7 '],
  },
  { ...cpp, tool: 'cppcheck', slug: 'null', kind: 'lint', files: { 'a.c': `int main(void) {\n  int a[2];\n  a[2] = 1;\n  return a[0];\n}\n` }, command: '/usr/bin/cppcheck --error-exitcode=1 a.c', essential: ['a.c:3', 'arrayIndexOutOfBounds'] },
  { ...c, tool: 'gfortran', slug: 'types', kind: 'compile', language: 'fortran', files: { 'a.f90': `program a\n  implicit none\n  integer :: n\n  n = m + 1\nend program a\n` }, command: 'gfortran a.f90', essential: ['a.f90:4', "/Symbol .m. at \\(1\\) has no IMPLICIT type/"] },
  { ...c, tool: 'bison', slug: 'conflict', kind: 'compile', language: 'yacc', files: { 'a.y': '%%\nstart: missing_thing ;\n' }, command: 'bison a.y', essential: ['a.y:2', '/symbol .missing_thing. is used, but is not defined/'] },
];
