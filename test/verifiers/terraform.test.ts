import { expect, test } from '@jest/globals';
import { distil } from '../../src/verifiers/distil/distil.ts';
import { requiredVersion } from '../../src/verifiers/terraform/modules.ts';
import { terraform } from '../../src/verifiers/terraform/index.ts';
import { filesOf, type Tree } from './trees.ts';

const LOCK = 'provider "registry.example/acme/null" {\n  version = "3.2.1"\n  hashes = ["h1:x"]\n}\n';
const TREE: Tree = {
  'infra/main.tf':
    'terraform {\n  required_version = "~> 1.5"\n}\nmodule "net" {\n  source = "../modules/net"\n}\nmodule "far" {\n  source = "git::https://me@git.example/a/b.git?ref=v1"\n}\n',
  'infra/.terraform.lock.hcl': LOCK,
  'modules/net/main.tf': 'resource "null_resource" "a" {}\n',
  'examples/x/main.tf': '',
};
const plan = (tree: Tree) => terraform.plan(filesOf(tree));

test('formats the outermost folders and validates where providers are pinned', async () => {
  const { checks, uses } = await plan(TREE);
  expect(checks.map(({ id, phase, argv }) => [id, phase, argv.slice(0, 2).join(' ')])).toEqual([
    ['terraform:fmt infra', 'format', 'terraform fmt'],
    ['terraform:fmt modules/net', 'format', 'terraform fmt'],
    ['terraform:validate infra', 'static', 'terraform validate'],
  ]);
  expect(checks[0]?.needs).toMatchObject([{ tool: 'Terraform', wanted: '~> 1.5', range: '>=1.5.0 <2.0.0' }]);
  expect(checks[0]?.fix).toMatchObject({ argv: ['terraform', 'fmt', '-no-color'] });
  expect(uses).toEqual([{ component: 'infra', uses: ['modules/net'] }]);
});

test('init sees configuration and lock files only, and reaches what they name', async () => {
  const { installs } = await plan({ ...TREE, 'infra/terraform.tfvars': 'password = "x"\n' });
  expect(installs).toMatchObject([
    { cwd: 'infra', outputs: ['infra/.terraform'], hosts: ['git.example', 'registry.example'] },
  ]);
  expect([...(installs[0]?.files.keys() ?? [])]).toEqual([
    'infra/.terraform.lock.hcl',
    'infra/main.tf',
    'modules/net/main.tf',
  ]);
  expect((await plan({ 'main.tf': '' })).installs).toEqual([]);
});

test('OpenTofu is run where its files show it', async () => {
  const { checks } = await plan({ 'main.tofu': '', '.opentofu-version': '1.8.0\n' });
  expect(checks).toMatchObject([
    { argv: ['tofu', 'fmt', '-check', '-diff', '-recursive', '-no-color'], component: '' },
  ]);
  expect(checks[0]?.needs).toMatchObject([{ tool: 'OpenTofu', range: '~1.8.0' }]);
});

test.each([
  ['>= 1.3, < 2.0', '>=1.3.0 <2.0.0'],
  ['~> 1.5.2', '~1.5.2'],
  ['1.4.6', '=1.4.6'],
  ['>= 1.2, != 1.4.0', '>=1.2.0 *'],
])('required_version %s', (written, range) => {
  expect(requiredVersion(`terraform {\n  required_version = "${written}"\n}`)?.range).toBe(range);
});

test('what it prints, by its published format', async () => {
  const invalid =
    '╷\n│ Error: Reference to undeclared input variable\n│ \n│   on main.tf line 12, in resource "null_resource" "a":\n│   12:   triggers = { name = var.nmae }\n│ \n│ An input variable with the name "nmae" has not been declared. Did you mean "name"?\n╵\n';
  const { text, failures } = await distil(invalid, { exitCode: 1, tool: 'terraform' });
  expect(failures).toMatchObject([{ file: 'main.tf', line: 12 }]);
  expect(text).toContain('Error: Reference to undeclared input variable');
  expect(text).toContain('on main.tf line 12');
  const green = await distil('Success! The configuration is valid.\n\n', { exitCode: 0, tool: 'terraform' });
  expect(green.summary).toBe('terraform: passed');
  const missing =
    '╷\n│ Error: Missing required provider\n│ \n│ This configuration requires provider registry.example/acme/null\n╵\n';
  expect(await distil(missing, { exitCode: 1, tool: 'terraform' })).toMatchObject({ couldNotRun: 'install_failed' });
  const diff =
    'main.tf\n--- old/main.tf\n+++ new/main.tf\n@@ -1,4 +1,4 @@\n variable "name" {\n-  type= string\n+  type = string\n }\n';
  const unformatted = await distil(diff, { exitCode: 3, tool: 'terraform' });
  expect(unformatted.failures).toMatchObject([{ file: 'main.tf', text: expect.stringContaining('+  type = string') }]);
});
