import type { Language } from './language.ts';

/** How deep in the list after its opener the rows stand, or another form of table. */
export type TableShape =
  | number
  | 'second'
  | 'template'
  | 'struct'
  | 'text block'
  | 'where'
  | 'words'
  | 'loop'
  | 'sources';

/** What the test frameworks of a language family write. All are matched on code whose strings and comments are blank. */
export interface Words {
  /** A case begins. Group 1, or else the first string from there on, is its name. */
  cases: RegExp;
  /** A case or group that does not run, or is expected to fail. */
  off: RegExp;
  /** The same, matched on the text as it stands. */
  offText?: RegExp;
  /** Only some run. */
  focus?: RegExp;
  /** A group of cases begins: its first string or group 1 is its name. */
  groups?: RegExp;
  assertions: RegExp;
  /** Rows of a table of cases follow: elements of the list at that depth after the match. */
  tables: readonly (readonly [opener: RegExp, shape: TableShape])[];
  /** One match, one row. */
  rows?: RegExp;
  /** A line that can only be a row, or is one among others like it. */
  rowLine?: RegExp;
}

const JS: Words = {
  cases:
    /(?<![\w.$])(?:it|test|specify|Deno\.test|QUnit\.test|bench|t\.test|tap\.test|property)(?:\.(?:only|concurrent|each|for|runIf|skipIf|if|todoIf|serial|sequential|step|extend|cb|prop|slow))*\s*[(`<]/g,
  off: /(?<![\w$.])(?:(?:it|test|describe|suite|context|specify|bench|Deno\.test|QUnit\.test|QUnit\.module)(?:\.\w+)*\.(?:skip|todo|failing|fails|fail|fixme|skipIf|runIf|if|todoIf|ignore)\b|(?:xit|xtest|xdescribe|xcontext|xspecify|xfeature|xscenario)\b(?=\s*[.(`])|pending\s*\()|(?<![\w$.])(?:t|ctx|context|this|tc|testContext)\.(?:skip|todo)\s*\(|(?<![\w$.])(?:(?:t|tap|Deno|QUnit)\.)?(?:it|test|describe|suite)\b[^\n]{0,300}[{,]\s*(?:skip|todo|ignore)\s*:(?!\s*(?:false|undefined|\d))|^[ \t]*(?:ignore|skip|todo)\s*:\s*(?:true|!|Deno|process|['"`])|\b__test__\b/gm,
  focus:
    /(?<![\w$.])(?:it|test|describe|suite|context|specify|Deno\.test|QUnit\.test)(?:\.\w+)*\.only\b|(?<![\w$.])(?:fit|fdescribe|fcontext|ftest|iit|ddescribe)\s*\(|(?<![\w$.])(?:it|test|describe|suite)\b\s*\([^\n]{0,300}[{,]\s*only\s*:\s*true|^[ \t]*only\s*:\s*true/gm,
  groups: /(?<![\w.$])(?:describe|suite|context|test\.describe|QUnit\.module)(?:\.\w+)*\s*\(/g,
  assertions:
    /(?<![\w.$])(?:expect(?:\s*\.(?:soft|poll|element|assertions|hasAssertions|unreachable))?\s*\(|(?:expect|assert|verify)[A-Z]\w*\s*(?:<[^>\n]{0,80}>)?\s*\(|verify\s*\(|assert(?!\.ifError)(?:\.\w+)*\s*\(|(?:sinon\.assert|chai\.assert|QUnit\.assert|td)\.\w+\s*\(|t\.(?:is|not|deepEqual|like|true|false|truthy|falsy|throws\w*|notThrows\w*|regex|snapshot|equals?|same|strictSame|ok|notOk|match|has|assert\.\w+|assert|plan|error|type|rejects|resolves|deepEquals|strictEqual|pass|strict|notSame)\s*\()|\.should\s*\(|\.should\./g,
  tables: [
    [/\.(?:each|for)\s*(?:<[^>\n]{0,200}>)?\s*(?=\()/g, 2],
    [
      /\b(?:cases|tests?|testCases|table|scenarios|examples|inputs|fixtures|vectors|samples|valid|invalid)\s*(?::\s*[\w<>[\]|{}:;, ]{1,200})?[=:]\s*(?=\[)/g,
      1,
    ],
    [/\bof\s+(?=\[)/g, 1],
    [/\.(?:each|for)\s*(?=`)/g, 'template'],
  ],
  rowLine: /^[ \t]*(?:\[.*\]|\{.*[:,].*\}),?\s*$/,
};

const PY: Words = {
  cases: /^[ \t]*(?:async\s+)?def\s+(test\w*)\s*\(/gm,
  off: /\bpytest\.mark\.(?:skip|skipif|xfail)\b|(?<![\w.])mark\.(?:skip|skipif|xfail)\b|@(?:unittest\.)?(?:skip|skipIf|skipUnless|expectedFailure|skipUnlessDBFeature|skipIfDBFeature)\b|\bpytest\.(?:skip|xfail|importorskip|exit)\s*\(|\braise\s+(?:unittest\.)?SkipTest\b|\bself\.skipTest\s*\(|\b__test__\s*=\s*False|\bcollect_ignore(?:_glob)?\b|\bpytest_ignore_collect\b|\bitems\[:\]\s*=|\bitems\.(?:remove|clear|pop)\s*\(|\bpytest_deselected\b|\badd_marker\s*\(|\bnoqa_test\b|\bNOT_RUN\b|^[ \t]*(?:return|sys\.exit\s*\(\s*0\s*\))\s*#?\s*skip/gm,
  offText: /#\s*doctest:\s*\+SKIP/g,
  groups: /^[ \t]*class\s+(\w+)/gm,
  assertions:
    /^[ \t]*assert\b|\bself\.assert\w*\s*\(|\b(?:pytest|self)\.(?:raises|warns|deprecated_call)\s*\(|(?<![\w])(?:\w+\.){0,4}assert_\w+\s*\(|(?<![\w.])(?:check|verify|expect|ensure)_\w+\s*\(|(?<![\w.])expect\s*\(/gm,
  tables: [
    [/\bparametrize\s*(?=\()/g, 'second'],
    [
      /(?<![\w.])(?:\w*cases|CASES|tests|TESTS|\w+_DATA|data|examples|params|PARAMS|inputs|scenarios|SCENARIOS)\s*=\s*(?=[[({])/g,
      1,
    ],
    [/\bparameterized\.expand\s*(?=\()/g, 2],
    [/\bparameterized\s*(?=\()/g, 2],
    [/\bin\s+(?=[[(])/g, 1],
    [/\bparams\s*=\s*(?=[[(])/g, 1],
  ],
  rowLine: /^[ \t]*(?:pytest\.param\(.*\)|\(.*,.*\)|\[.*,.*\]|\{.*:.*\}),?\s*$/,
};

const GO: Words = {
  cases:
    /^func\s+((?:Test|Fuzz|Example)(?:[A-Z0-9_]\w*)?)\s*\(|^func\s+\([^)\n]{1,80}\)\s+(Test\w*)\s*\(|\b[tb]\.Run\s*\(\s*"/gm,
  off: /(?<![\w.])(?:t|b|tb|f|tt|s\.T\(\)|suite\.T\(\))\.Skip(?:f|Now)?\s*\(|\btesting\.Short\s*\(|\bGinkgo\w*Skip|\b(?:PIt|XIt|PDescribe|XDescribe|PContext|XContext|PEntry|XEntry|PWhen|XWhen)\s*\(|(?<![\w.])Skip\s*\(|\bos\.Exit\s*\(\s*0\s*\)/g,
  focus: /\b(?:FIt|FDescribe|FContext|FEntry|FWhen)\s*\(/g,
  groups: /\b(?:Describe|Context)\s*\(/g,
  assertions:
    /(?<![\w.])(?:t|b|tb|f|tt|s\.T\(\))\.(?:Error|Fatal|Fail)(?:f|Now)?\s*\(|(?<![\w.])(?:assert|require|is|must|check|be|qt)\.[A-Z]\w*\s*\(|(?<![\w.])(?:s|suite|c|g|ts)\.(?:(?:Require|Assert)\(\)\.)?(?:Equal\w*|Not\w+|Nil|True|False|Error\w*|Len|Contains|Empty|Assert|Check|Expect|Zero|Panics\w*|InDelta|InEpsilon|ElementsMatch|Greater\w*|Less\w*|Eventually\w*|JSONEq|IsType|Regexp|Exactly|Same|Fail\w*|That)\s*\(|(?<![\w.])(?:assert|require|check|verify|expect|must)[A-Z]\w*\s*\(\s*t\b|(?<![\w.])Expect\s*\(/g,
  tables: [
    [/\[\]struct\s*(?=\{)/g, 'struct'],
    [
      /(?<![\w.])(?:tests|cases|tcs|testCases|testcases|table|tt|inputs|scenarios|examples)\s*:?=\s*(?:map\[[\w.]+\]|\[\])\*?[\w.]+\s*(?=\{)/g,
      1,
    ],
    [/\bmap\[\w+\]struct\s*(?=\{)/g, 'struct'],
    [/\brange\s+\[\]\w+\s*(?=\{)/g, 1],
  ],
  rowLine: /^[ \t]*(?:"[^"]*":\s*)?\{.*[,:].*\},?\s*$/,
};

const JVM: Words = {
  cases:
    /@(?:\w+\.){0,6}(?:Test|ParameterizedTest|RepeatedTest|TestFactory|TestTemplate|Property|Theory)\b[\s\S]{0,500}?\b(?:void|fun)\s+(`[^`\n]+`|\w+)\s*\(|\bpublic\s+void\s+(test[A-Z_]\w*)\s*\(|^[ \t]*def\s+(?=["'])|^[ \t]*" *"(?:\.config\b[^\n{]{0,200})?\s*\{|(?<![\w.])(?:test|should|scenario|Then|then|it)\s*\(\s*" *"\s*\)\s*(?:\.config\b[^\n{]{0,200})?\{|^[ \t]*(?:it|they|" *")\s+(?:should|must|can)\s+" *"\s+in\b/gm,
  off: /@(?:\w+\.){0,6}(?:Disabled\w*|Ignore\w*|EnabledIf\w*|EnabledOn\w*|EnabledForJreRange|PendingFeature|Requires|Flaky|Quarantined?)\b|\b(?:Assume\w*\.)?(?:assumeTrue|assumeFalse|assumeThat|assumeNoException|assumingThat|abort)\s*\(|\benabled\s*=\s*false|\benabledIf\s*=|\bthrow\s+new\s+(?:SkipException|TestAbortedException|AssumptionViolatedException)|(?<![\w.])(?:xtest|xit|xshould|xdescribe|xcontext|xgiven|xthen|xscenario|xfeature)\s*\(|(?<![\w.])ignore\s*\(\s*"|\bignore\s+should\b|\bis\s*\(\s*pending\s*\)|(?<![\w.])(?:pending|cancel)\b\s*(?:\(|$)|@Test\s*\([^)\n]{0,200}\bexpected\s*=\s*(?:Exception|Throwable)\.class/gm,
  offText: /^[ \t]*"!|(?<![\w.])(?:test|should|describe|context|it)\s*\(\s*"!/gm,
  focus: /@(?:FocusTest|Focus|IgnoreRest)\b|(?<![\w.])(?:ftest|fit|fdescribe)\s*\(/g,
  groups: /\bclass\s+(\w+)/g,
  assertions:
    /(?<![\w])(?:\w+\.){0,3}(?:assert(?!All\b)[A-Z]\w*|assert)\s*(?:<[^>\n]{0,80}>)?\s*[({]|(?<![\w.])(?:verify\w*|expectThat|expectThrows|expect|then|check[A-Z]\w*|confirmVerified|coVerify\w*)\s*(?:<[^>\n]{0,80}>)?\s*[({]|\bshould(?:Be|Not|Throw|Have|Contain|Match|Start|End|Equal)\w*\b|\b(?:must|should)(?:Equal|Be|_==|be|equal)\b|\bthrown\s*\(|\bnotThrown\s*\(|^[ \t]*\d+\s*\*\s*\w+\.|^[ \t]*assert\s(?!\()|@Test\s*\([^)\n]{0,200}\bexpected\b|^[ \t]*(?!return\b|val\b|var\b|def\b|if\b|while\b|else\b|for\b|when\b|assert\b|case\b)[\w.$()[\]"' !,]{1,200}\s(?:==|!=|>=|<=|=~|==~|in|instanceof)\s[^\n;{]{1,200}$/gm,
  tables: [
    [/@(?:ValueSource|CsvSource|EnumSource|Parameters|DataProvider|CsvFileSource)\s*(?=\()/g, 2],
    [/@CsvSource\s*(?:\(\s*(?:textBlock|value)\s*=\s*)?(?=""")/g, 'text block'],
    [/\bwhere\s*:/g, 'where'],
    [/\bforAll\s*(?=\()/g, 1],
    [/\b(?:withData|listOf|Stream\.of|table)\s*(?=\()/g, 1],
    [/\breturn\s+new\s+Object\[\]\[\]\s*(?=\{)/g, 1],
  ],
  rows: /\b(?:Arguments\.of|arguments|Arguments\.arguments|row|argumentSet)\s*\(/g,
  rowLine: /^[ \t]*(?:" *",?|(?:Arguments\.of|arguments|row)\(.*\),?|\{.*,.*\},?|[^|\n]+\|[^\n]*)\s*$/,
};

const CS: Words = {
  cases:
    /\[(?:[^\]\n]{1,200},\s*)?(?:Fact|Theory|Test|TestCase|TestCaseSource|TestMethod|DataTestMethod|UIFact|WpfFact|StaFact|SkippableFact|SkippableTheory)\b[\s\S]{0,700}?\b(?:void|Task|ValueTask|IEnumerator)(?:<[^>\n]{0,60}>)?\s+(\w+)\s*\(/g,
  off: /\b(?:Skip|Explicit|Ignore|IgnoreReason)\s*=|\[(?:[^\]\n]{1,200},\s*)?(?:Ignore|Explicit|Skip|Platform|ConditionalFact|ConditionalTheory|SkippableFact|SkippableTheory)\b|\bAssert\.(?:Ignore|Inconclusive|Skip\w*|Pass)\s*\(|\bSkip\.(?:If|IfNot)\s*\(|\bAssume\.That\s*\(/g,
  groups: /\bclass\s+(\w+)/g,
  assertions:
    /(?<![\w.])(?:\w*Assert(?:ions)?\.(?!Pass|Ignore|Inconclusive|Skip|Multiple)\w+\s*(?:<[^>\n]{0,80}>)?\s*\(|(?:Verify|Check\.That)\w*\s*\()|\.(?:Should(?:Be|Not|Throw|Contain|Have|Start|End)?\w*|Verify\w*|Received|DidNotReceive)\s*(?:<[^>\n]{0,80}>)?\s*\(|\[ExpectedException\b/g,
  tables: [
    [
      /\b(?:TestCases|TheoryData(?:<[^>\n]{0,80}>)?)[^=\n{]{0,80}(?:=>|=)\s*(?:new\s*[^{[\n(]{0,60}(?:\(\)\s*)?)?(?=[{[])/g,
      1,
    ],
  ],
  rows: /\[(?:InlineData|TestCase|DataRow|Arguments|MemberData|ClassData|InlineAutoData)\b|\byield\s+return\s+new\b/g,
  rowLine: /^[ \t]*(?:new\s+(?:object)?\[\]\s*)?\{.*,.*\},?\s*$/,
};

const RUST: Words = {
  cases:
    /#\[(?:\w+::){0,3}(?:test|rstest|test_case|wasm_bindgen_test|quickcheck|proptest|gtest|apply|test_log)\b(?![\w]*\s*=)[^\n]{0,300}\][\s\S]{0,400}?\bfn\s+(\w+)/g,
  off: /#\[(?:ignore|should_panic)\b|#\[cfg\s*\(\s*(?:any\s*\(\s*\)|FALSE|false|all\s*\(\s*test\s*,|not\s*\()|#\[cfg_attr\s*\([^\n]{0,200}\bignore\b/g,
  offText:
    /#\[cfg\(\s*feature\s*=\s*"[^"\n]{0,60}(?:slow|broken|flaky|disabled|ci|never|skip|integration|unstable|todo|wip|expensive)[^"\n]{0,60}"/g,
  groups: /\bmod\s+(\w+)/g,
  assertions:
    /(?<![\w])(?:\w+::){0,3}(?:debug_)?(?:prop_)?assert(?:_\w+)?!\s*[([{]|\bshould_panic\s*\([^\n]{0,200}expected|\binsta::\w+!\s*\(|(?<![\w.])(?:assert|check|expect|verify)_\w+\s*\(|(?<![\w.])(?:panic|unreachable)!\s*\(/g,
  tables: [
    [/#\[(?:values|test_matrix)\s*(?=\()/g, 1],
    [/\bin\s+&?(?:vec!\s*)?(?=\[)/g, 1],
    [/\blet\s+(?:\w*cases|tests|table|inputs|examples|data)\s*(?::[^=\n]{0,100})?=\s*&?(?:vec!\s*)?(?=\[)/g, 1],
  ],
  rows: /#\[(?:case|test_case)(?:::\w+)?\s*\(/g,
  rowLine: /^[ \t]*\(.*,.*\),?\s*$/,
};

const RUBY: Words = {
  cases:
    /^[ \t]*(?:it|specify|example|scenario|test|should|its|property)\s*\(?\s*(?=["'])|^[ \t]*(?:it_behaves_like|include_examples|it_should_behave_like)\s*\(?\s*(?=["'])|^[ \t]*(?:it|specify)\s*\{|^[ \t]*def\s+(test_\w+)/gm,
  off: /^[ \t]*(?:xit|xspecify|xexample|xscenario|xdescribe|xcontext|xfeature|xtest|pending|skip|omit|pend)\b(?!\s*[=.:])|,\s*(?::skip|:pending|skip:\s*(?!false)|pending:\s*(?!false)|:broken|broken:|:flaky\b)|\bomit_(?:if|unless)\b|\bskip_(?:if|unless|until|on)\w*\b|\bskip\s*\(?["']|["']?\bskip\b["']?\s+(?:if|unless)\b/gm,
  focus: /^[ \t]*(?:fit|fdescribe|fcontext|fspecify|fexample|fscenario|focus)\b|,\s*(?::focus\b|focus:\s*true)/gm,
  groups: /^[ \t]*(?:RSpec\.)?(?:describe|context|feature)\b|\bclass\s+(\w+)/gm,
  assertions:
    /(?<![\w.])(?:expect|is_expected|expect_any_instance_of|allow_expect)\b|(?<![\w.:])(?:assert|refute|must|wont|flunk)(?:_\w+)?[?!]?(?=[ (])|\.(?:must|wont)_\w+|\.should(?:_not|_receive)?\b|(?<![\w.])(?:verify|check|expect)_\w+\b(?=[ (])|^[ \t]*have_\w+/g,
  tables: [
    [/(?=%[wi]\[)/g, 'words'],
    [/^[ \t]*(?=\[)/gm, 1],
    [/\bwhere\s*(?=\()/g, 1],
    [/^[ \t]*(?=\{)/gm, 1],
    [/(?<![\w.])(?:\w*cases|examples|tests|table|data|inputs)\s*=\s*(?=[[{])/gi, 1],
  ],
  rowLine: /^[ \t]*(?:\[.*,.*\]|\{.*\}|["'].*=>.*),?\s*$/,
};

const PHP: Words = {
  cases:
    /(?:#\[(?:\\?\w+\\){0,6}Test\]|@test\b)[\s\S]{0,400}?\bfunction\s+(\w+)|\bfunction\s+(test\w*)\s*\(|^[ \t]*(?:it|test|scenario|arch)\s*\(\s*(?=['"])/gm,
  off: /\b(?:markTestSkipped|markTestIncomplete)\s*\(|->(?:skip\w*|todo|fails|wip|issue)\s*\(|\bthrow\s+new\s+(?:\\?\w+\\){0,6}(?:Skipped|Incomplete)\w*|@(?:requires|group\s+(?:skip|disabled|broken))\b|#\[(?:RequiresPhp\w*|RequiresOperatingSystem\w*|Group\b)|(?<![\w>])(?:todo|xit)\s*\(/g,
  focus: /->only\s*\(|#\[Only\b/g,
  groups: /\bclass\s+(\w+)/g,
  assertions:
    /(?:\$this|self|static|Assert|\$\w+|\))\s*(?:->|::)\s*(?:assert|expect|should|see|dontSee|verify)\w*\s*\(|(?<![\w>:$])expect\s*\(|(?<![\w>:$])assert\w*\s*\(|->(?:shouldReceive|shouldHaveReceived|shouldNotHaveReceived|shouldBe\w*|shouldReturn|shouldThrow)\s*\(|^[ \t]*->(?:assert|to[A-Z]|expect)\w*\s*\(|->throws(?:If|Unless)?\s*\(/gm,
  tables: [
    [/->(?:with|withData)\s*(?=\()/g, 2],
    [/\breturn\s+(?=\[)/g, 1],
    [/\bdataset\s*(?=\()/g, 2],
  ],
  rows: /#\[(?:TestWith|TestWithJson)\b|@testWith\b|\byield\s+(?:['"]|\[)/g,
  rowLine: /^[ \t]*(?:['"][^'"]*['"]\s*=>\s*)?(?:\[.*\]|array\(.*\)),?\s*$/,
};

const SWIFT: Words = {
  cases:
    /@Test\b[\s\S]{0,400}?\bfunc\s+(`[^`\n]+`|\w+)|^[ \t]*(?:(?:@\w+|override|public|internal|nonisolated|final)\s+){0,4}func\s+(test\w*)\s*\(|^[ \t]*(?:it|context)\s*\(\s*(?=")/gm,
  off: /\bXCTSkip(?:If|Unless)?\b|\.disabled\b|\.enabled\s*\(\s*if|\bwithKnownIssue\b|\bXCTExpectFailure\b|(?<![\w.])(?:xit|xdescribe|xcontext|pending)\s*\(|\bTest\.cancel\b/g,
  focus: /(?<![\w.])(?:fit|fdescribe|fcontext)\s*\(/g,
  groups: /\b(?:class|struct|actor)\s+(\w+)/g,
  assertions:
    /\bXCTAssert\w*\s*\(|\bXCTFail\s*\(|\bXCTUnwrap\s*\(|#(?:expect|require)\s*\(|(?<![\w.])expect\s*\(|\bassertSnapshot\s*\(|(?<![\w.])(?:assert|verify|check|expect)[A-Z]\w*\s*\(|\bconfirmation\s*\(|\bIssue\.record\s*\(/g,
  tables: [[/\barguments\s*:\s*(?=\[)/g, 1]],
  rowLine: /^[ \t]*\(.*,.*\),?\s*$/,
};

const CPP: Words = {
  cases:
    /(?<!\w)(?:TEST|TEST_F|TEST_P|TYPED_TEST|TYPED_TEST_P|FUZZ_TEST)\s*\(\s*(\w+\s*,\s*(?!DISABLED_)\w+)|(?<!\w)(?:TEST_CASE|SCENARIO|SECTION|SUBCASE|TEST_CASE_FIXTURE|TEST_CASE_METHOD|TEMPLATE_TEST_CASE|TEST_CASE_TEMPLATE|GIVEN|WHEN|THEN|AND_THEN|TEST_SUITE)\s*\(|\bBOOST_AUTO_TEST_CASE\s*\(\s*(\w+)|^[ \t]*(?:static\s+)?void\s+(test_\w+|test[A-Z]\w*)\s*\(|-\s*\(void\)\s*(test\w*)|\bRUN_TEST\s*\(\s*(\w+)/gm,
  off: /\bGTEST_SKIP\b|\bDISABLED_\w*|\bSKIP\s*\(|\bdoctest::(?:skip|may_fail|should_fail|expected_failures)\b|\bTEST_IGNORE\w*\b|\bboost::unit_test::disabled\b|\bXCTSkip\w*/g,
  offText: /"[^"\n]{0,200}\[(?:\.|!mayfail|!shouldfail|hide|!hide)[^\]\n]{0,80}\]/g,
  assertions:
    /(?<!\w)(?:EXPECT|ASSERT|CHECK|REQUIRE|BOOST_(?:CHECK|REQUIRE|TEST)|TEST_ASSERT|WARN|INFO_CHECK|STATIC_REQUIRE|XCTAssert)\w*\s*\(|(?<![\w.>:])assert\w*\s*\(|\bcmocka?_\w+\s*\(|(?<![\w.>])(?:verify|expect|check)_\w+\s*\(|\bck_assert\w*\s*\(/g,
  tables: [
    [/(?<!\w)(?:(?:::)?testing::)?(?:Values|ValuesIn|Combine|Range)\s*(?=\()/g, 1],
    [/\bGENERATE(?:_COPY|_REF)?\s*(?=\()/g, 1],
    [/\b(?:cases|tests|table|kCases|kTests|inputs)(?:\[\d*\])?\s*=\s*(?=\{)/g, 1],
    [/\btesting::Types\s*(?=<)/g, 1],
  ],
  rowLine: /^[ \t]*\{.*,.*\},?\s*$/,
};

const SHELL: Words = {
  cases: /^[ \t]*@test\b|^[ \t]*(?:function\s+)?(test\w*)\s*\(\s*\)/gm,
  off: /^[ \t]*(?:skip|startSkipping)\b(?!\s*[=(])|[;&|{]\s*(?:skip|startSkipping)\b(?!\s*[=(])/gm,
  focus: /bats:focus/g,
  assertions:
    /^[ \t]*(?:![ \t]*)?(?:\[\[?\s|\(\(|(?:assert|refute|fail)\w*\b|test\s|grep\b|diff\b|cmp\b|echo\b[^\n|]{0,200}\|\s*grep\b)/gm,
  tables: [[/\bfor\s+\w+\s+in\b/g, 'loop']],
};

const BAZEL: Words = {
  cases: /^(?:\w*_test|test_suite|\w*_tests)\s*\(/gm,
  off: /(?!)/g,
  offText: /"(?:manual|skip|disabled|broken|notap|no-?ci|nightly|quarantine[d]?|local-only|do-not-run)"/g,
  assertions: /(?!)/g,
  tables: [],
};

const CMAKE: Words = {
  cases:
    /(?<!\w)(?:add_test|gtest_discover_tests|catch_discover_tests|doctest_discover_tests|gtest_add_tests|add_\w*test\w*|\w+_add_\w*tests?)\s*\(\s*(?:NAME\s+)?("?[\w.${}:/-]+)|^[ \t]*(?:test|benchmark)\s*\(\s*(?=['"])|(?<!\w)(enable_testing|include\s*\(\s*CTest)\b|\badd_subdirectory\s*\(\s*(tests?\b|[\w/]*tests?)\b/gim,
  off: /\bWILL_FAIL\s+(?:TRUE|ON|1)\b|\bDISABLED\s+(?:TRUE|ON|1)\b|\bshould_fail\s*:\s*true|\bSKIP_\w+\b|^[ \t]*if\s*\(\s*(?:FALSE|OFF|0|NOT\s+TRUE)\s*\)/gim,
  assertions: /\b(?:PASS|FAIL)_REGULAR_EXPRESSION\b/g,
  tables: [[/\badd_executable\s*(?=\(\s*\w*test)/gi, 'sources']],
};

export const WORDS: Record<Language, Words> = {
  js: JS,
  py: PY,
  go: GO,
  jvm: JVM,
  cs: CS,
  rust: RUST,
  ruby: RUBY,
  php: PHP,
  swift: SWIFT,
  cpp: CPP,
  shell: SHELL,
  bazel: BAZEL,
  cmake: CMAKE,
};
