const PROXY = { host: '127.0.0.1', port: '3128' };
const PROXY_URL = `http://${PROXY.host}:${PROXY.port}`;
/** Made by sandbox/bin/unpack: the image's own authorities, the operator's, and that of the egress gateway. */
const BUNDLE = '/home/agent/ca-bundle.pem';
const JAVA_STORE = '/home/agent/ca-store';

/**
 * How installers learn of the only way out, of npm's registry, and whom to trust; each name from its tool's own
 * documentation. None of it is a secret.
 */
export function installEnvironment(registry: string | null): Record<string, string> {
  return {
    HTTP_PROXY: PROXY_URL,
    HTTPS_PROXY: PROXY_URL,
    http_proxy: PROXY_URL,
    https_proxy: PROXY_URL,
    NODE_USE_ENV_PROXY: '1',
    JAVA_TOOL_OPTIONS: javaOptions().join(' '),
    // Node, npm, pnpm, Yarn and Bun.
    NODE_EXTRA_CA_CERTS: BUNDLE,
    // OpenSSL (Ruby, Python's ssl, uv), Go, .NET and Composer.
    SSL_CERT_FILE: BUNDLE,
    GIT_SSL_CAINFO: BUNDLE,
    CURL_CA_BUNDLE: BUNDLE,
    CARGO_HTTP_CAINFO: BUNDLE,
    PIP_CERT: BUNDLE,
    // Poetry, and whatever else uses Python's requests.
    REQUESTS_CA_BUNDLE: BUNDLE,
    BUNDLE_SSL_CA_CERT: BUNDLE,
    DENO_CERT: BUNDLE,
    HEX_CACERTS_PATH: BUNDLE,
    // Swift's Foundation.
    URLSessionCertificateAuthorityInfoFile: BUNDLE,
    ...(registry === null ? {} : { npm_config_registry: registry }),
  };
}

/** Java reads no proxy from the environment. What it prints about these options goes to stderr. */
function javaOptions(): string[] {
  return [
    ...['http', 'https'].flatMap((scheme) => [
      `-D${scheme}.proxyHost=${PROXY.host}`,
      `-D${scheme}.proxyPort=${PROXY.port}`,
    ]),
    // A registry on the operator's own machine is reached through the proxy as well.
    '-Dhttp.nonProxyHosts=',
    // Maven from 3.9 on looks at the above only when told to.
    '-Daether.connector.http.useSystemProperties=true',
    `-Djavax.net.ssl.trustStore=${JAVA_STORE}`,
    '-Djavax.net.ssl.trustStorePassword=changeit',
  ];
}
