/** Parts of names that say nothing of the project. */
export const GENERIC_PARTS: ReadonlySet<string> = new Set(
  'core api app client server sdk cli lib libs library utils util tools tool common types type js ts node plugin plugins loader preset config react vue angular django flask rails spring boot starter starters test tests testing mock jest web http https rest async sync data base db sql io net runtime compiler parser format formatter date time string file fs path url json yaml xml csv html css log logger logging cache queue store state router form forms table list ui components icons theme auth oauth session cookie token jwt crypto hash random number math array object stream buffer event events emitter retry backoff fetch request requests response error errors debug env schema validator validators validate validation extra addon addons helper helpers main module modules package packages binary native standard std public private open source simple fast easy mini micro tiny super smart auto new get set use all any real python py rust rs ruby rb go golang java kotlin scala php csharp dotnet net swift apache google microsoft aspnetcore extensions system dev build commons jakarta javax org com github pagination paginate throttle throttling upload uploads download search export import report reports tracing metrics monitoring health i18n localization dark modal tooltip calendar datepicker dropdown carousel infinite scroll drag drop markdown editor syntax highlight pdf excel barcode qr captcha payment payments checkout notification notifications push email mail sms webhook webhooks cron job jobs worker workers background rate limit limiter encryption password permission permissions role roles audit analytics seo sitemap feed rss geo location currency money phone address country timezone slug diff backup migration migrations seed fixture fixtures snapshot benchmark coverage lint docs documentation checkstyle resolver driver adapter bindings wrapper manager service services provider engine template templates view views model models resource resources security social media video audio image images text string strings'.split(
    ' ',
  ),
);

/** Packages whose names are words that tasks use for what they mean. */
export const COMMON_WORDS: ReadonlySet<string> = new Set(
  'request requests retry retries backoff cache caching async await events event color colors open glob debug validator validate test testing config path url util utils crypto http https schedule scheduler queue click rich black attrs six mock moment date dates time times uuid jwt parser parse markdown yaml json csv xml table form forms router routes store state log logger logs rack rand regex bytes quote tar zip image images email emails mail hash chart charts map maps text string strings number numbers array arrays object objects stream streams buffer file files once flat pick merge clone deep equal diff compare sort filter search find format formatter helper helpers tools tool cli api client server web app core base data fast simple response responses fetch session sessions cookie cookies cors compression morgan helmet express progress prompt prompts spinner table rake thor listen spring polly memo memoize debounce throttle limiter limit'.split(
    ' ',
  ),
);

/** What a task means by the name of a technology: the packages that everybody uses for it. */
export const IMPLIED: readonly (readonly [RegExp, RegExp])[] = [
  [/\btypescript\b/i, /^(?:typescript|ts-node|tsx|ts-jest|tslib|tsup|@types\/.+|@tsconfig\/.+)$/],
  [
    /\b(?:postgres\w*|pgvector)\b/i,
    /^(?:pg|@types\/pg|postgres|psycopg.*|asyncpg|npgsql.*|postgresql|org\.postgresql:.+|.*\/(?:pgx|pq)(?:\/v\d)?|sqlx|tokio-postgres|pg-promise)$/,
  ],
  [/\bmysql\b/i, /^(?:mysql2?|mysqlclient|pymysql|aiomysql|.*mysql-connector.*|.*\/go-sql-driver\/mysql)$/],
  [/\bsqlite\b/i, /^(?:better-sqlite3|sqlite3?|aiosqlite|rusqlite|.*sqlite.*)$/],
  [/\bmongo(?:db)?\b/i, /^(?:mongo(?:db|ose)?|pymongo|motor|.*mongo.*)$/],
  [/\bredis\b/i, /^(?:ioredis|redis|.*go-redis.*|.*jedis.*|.*lettuce.*|stackexchange\.redis|.*data-redis)$/],
  [/\btailwind\w*\b/i, /^(?:tailwindcss|@tailwindcss\/.+|postcss|autoprefixer)$/],
  [
    /\b(?:jwts?|json web tokens?)\b/i,
    /^(?:jsonwebtoken|@types\/jsonwebtoken|jose|pyjwt|python-jose|.*golang-jwt.*|io\.jsonwebtoken:.+|jwt|firebase\/php-jwt)$/,
  ],
  [/\bgraphql\b/i, /graphql|^@apollo\/|^apollo|strawberry|graphene/],
  [/\bwebsockets?\b/i, /^(?:ws|@types\/ws|websockets|.*\/gorilla\/websocket|tokio-tungstenite|.*websocket.*)$/],
  [
    /\b(?:s3|aws|dynamodb|sqs|sns)\b/i,
    /^(?:@aws-sdk\/.+|aws-sdk.*|boto3|botocore|.*aws-sdk.*|software\.amazon\.awssdk:.+|awssdk\..+)$/,
  ],
  [/\b(?:openapi|swagger)\b/i, /swagger|openapi|swashbuckle|nswag/],
  [/\bopentelemetry|otel\b/i, /opentelemetry/],
  [/\bprometheus\b/i, /prom-client|prometheus/],
  [/\b(?:dotenv|\.env files?)\b/i, /dotenv/],
  [/\b(?:protobuf|grpc|protocol buffers?)\b/i, /grpc|proto/],
  [/\bkafka\b/i, /kafka|sarama/],
  [/\brabbitmq|amqp\b/i, /amqp|pika|rabbitmq|kombu/],
  [
    /\byaml\b/i,
    /^(?:yaml|js-yaml|@types\/js-yaml|pyyaml|ruamel\.yaml|gopkg\.in\/yaml\.v\d|serde_yaml|yamldotnet|.*snakeyaml)$/,
  ],
  [/\beslint\b/i, /eslint/],
  [/\bprettier\b/i, /prettier/],
  [/\b(?:property[- ]based|property tests?)\b/i, /^(?:fast-check|hypothesis|proptest|quickcheck|.*jqwik.*)$/],
  [/\b(?:sass|scss)\b/i, /^(?:sass|node-sass|sass-loader|sassc.*)$/],
  [/\bcoverage\b/i, /^(?:@vitest\/coverage-.+|c8|nyc|coverage|pytest-cov|simplecov|.*jacoco.*|coverlet\..+)$/],
];
