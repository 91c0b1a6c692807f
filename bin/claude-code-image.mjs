// node bin/claude-code-image.mjs [IMAGE]  Makes a sandbox image with Claude Code in it from IMAGE (default fettle-sandbox) and the
// package that npm gives for this version; npm checks its integrity. Its name is fettle-claude-code, with IMAGE's tag. Then:
// FETTLE_SANDBOX_IMAGE=fettle-claude-code and FETTLE_AGENT_PROFILE=claude-code.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const VERSION = '2.1.332';
const [image = 'fettle-sandbox'] = process.argv.slice(2);
const [, tag = ''] = /(:[^/:]+)$/.exec(image) ?? [];
const name = `fettle-claude-code${tag}`;
const folder = mkdtempSync(join(tmpdir(), 'fettle-claude-code-'));
const run = (file, args) =>
  execFileSync(file, args, { cwd: folder, encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] });

try {
  const arch = run('docker', ['version', '--format', '{{.Server.Arch}}']).trim() === 'arm64' ? 'arm64' : 'x64';
  const [{ filename }] = JSON.parse(
    run('npm', ['pack', '--json', `@anthropic-ai/claude-code-linux-${arch}@${VERSION}`]),
  );
  writeFileSync(
    join(folder, 'Dockerfile'),
    `FROM ${image}
USER root
ADD ${filename} /opt/claude-code/
RUN chmod 0755 /opt/claude-code/package/claude && ln -s /opt/claude-code/package/claude /usr/local/bin/claude
USER 10002:10002
`,
  );
  run('docker', ['build', '--quiet', '--tag', name, '.']);
  console.log(`${name}: ${image} with Claude Code ${VERSION}`);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
