// npm scripts put the project's own Node 24 (the `node` dependency) first on PATH. When its install script was
// skipped, they silently fall back to the machine's Node: say so instead of failing somewhere strange.
const major = Number(process.versions.node.split('.')[0]);
if (major < 24) {
  console.error(
    `Fettle needs Node 24 and this is ${process.version}: the bundled Node was not installed. Run "npm ci" again without --ignore-scripts, or put Node 24 on PATH.`,
  );
  process.exit(1);
}
