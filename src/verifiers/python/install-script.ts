/** Where an install finds its instructions, inside the project's folder. */
export const INSTALL_FOLDER = '.fettle-deps/install';

/** What the plan tells the script. */
export interface Instructions {
  /** Requirement files in the install folder, each installed by a pip of its own. */
  requirements: readonly string[];
  constraints: string | null;
  /** Options for pip of all of them: `--index-url` and the like. */
  options: readonly string[];
  lock: { kind: 'uv' | 'poetry' | 'pipfile' | 'pylock'; path: string; roots: readonly string[] } | null;
  /** Tools that the checks run and nobody declares. */
  tools: readonly string[];
  /** Whether packages may be built, which runs their code. */
  builds: boolean;
  /** Folders of the project's and its neighbours' code, and what is known of their distributions. */
  own: readonly OwnPackage[];
}

export interface OwnPackage {
  /** Absolute paths in the sandbox. */
  roots: readonly string[];
  name: string | null;
  version: string;
  scripts: Readonly<Record<string, string>>;
  entryPoints: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

/**
 * Makes `.venv` from the instructions beside it, in the prepare container. Nothing of the repository is run: the
 * project's own code is only made importable, with the metadata that its manifest states. Which of a lock's packages are
 * for this Python and system is decided by pip's own reading of markers.
 */
export const INSTALL_SCRIPT = String.raw`import json, os, subprocess, sys
HERE = os.path.dirname(os.path.abspath(__file__))
VENV = os.path.abspath('.venv')
try:
    from pip._vendor.packaging.markers import Marker, default_environment
    from pip._vendor.packaging.requirements import Requirement
    from pip._vendor.packaging.specifiers import SpecifierSet
    from pip._vendor.packaging.version import Version
    from pip._internal.models.index import PyPI
    try: import tomllib
    except ImportError: from pip._vendor import tomli as tomllib
except ImportError:
    sys.exit('pip is not installed in the sandbox image, so the dependencies can not be installed')
SAY = json.load(open(os.path.join(HERE, 'instructions.json')))

INDEXES = []

def norm(name):
    import re
    return re.sub(r'[-_.]+', '-', name).lower()

def holds(marker):
    return not marker or any(Marker(marker).evaluate({'extra': extra}) for extra in ('', 'dev', 'test'))

def pip(*args, check=True):
    command = [sys.executable, '-m', 'pip', '--python', VENV + '/bin/python3', 'install', '--no-input',
               '--disable-pip-version-check', '--no-cache-dir', '--progress-bar', 'off', '--retries', '2', *SAY['options']]
    if not SAY['builds']: command += ['--only-binary', ':all:']
    done = subprocess.run(command + list(args))
    if check and done.returncode != 0: sys.exit(done.returncode)
    return done.returncode == 0

def refuse(name, what):
    sys.exit(f'{name} is locked to {what}, and installing that runs its code: allow it by install: {{ scripts: true }} in .github/fettle.yml')

def pin(name, version, hashes):
    return f'{name}=={version}' + ''.join(f' --hash={it}' for it in sorted(set(hashes)))

def uv(lock):
    packages, chosen, queue = lock.get('package', []), {}, []
    def local(it): return any(key in it.get('source', {}) for key in ('editable', 'virtual', 'directory', 'workspace'))
    def find(dep):
        found = [it for it in packages if it['name'] == dep['name'] and dep.get('version', it.get('version')) == it.get('version')]
        if 'source' in dep: found = [it for it in found if it.get('source') == dep['source']] or found
        return found
    def follow(it, extras):
        lists = [it.get('dependencies', [])]
        lists += [deps for extra, deps in it.get('optional-dependencies', {}).items() if extras is None or extra in extras]
        if extras is None: lists += list(it.get('dev-dependencies', {}).values())
        for dep in (dep for deps in lists for dep in deps):
            if holds(dep.get('marker')):
                for other in find(dep): queue.append((other, tuple(sorted(dep.get('extra', [])))))
    for it in packages:
        if local(it): follow(it, None)
    seen = set()
    while queue:
        it, extras = queue.pop()
        key = (it['name'], it.get('version'), extras)
        if key in seen: continue
        seen.add(key)
        if not local(it): chosen[(it['name'], it.get('version'))] = it
        follow(it, None if local(it) else extras)
    for (name, version), it in sorted(chosen.items()):
        source = it.get('source', {})
        if 'git' in source and not SAY['builds']: refuse(name, 'a git commit')
        if 'git' in source: yield name + ' @ git+' + source['git'].split('?')[0].split('#')[0] + '@' + source['git'].split('#')[-1]
        elif 'url' in source: yield name + ' @ ' + source['url']
        else:
            INDEXES.append(source.get('registry', ''))
            files = it.get('wheels', []) + ([it['sdist']] if 'sdist' in it else [])
            yield pin(name, version, [f['hash'] for f in files if 'hash' in f])

def poetry(lock):
    python = Version('.'.join(map(str, sys.version_info[:3])))
    fits = lambda it: it.get('python-versions', '*') == '*' or python in SpecifierSet(plain(it['python-versions']))
    def plain(text):
        return '' if '^' in text or '~' in text.replace('~=', '') or '||' in text else text
    best = {}
    for it in lock.get('package', []):
        marker = it.get('markers')
        marker = ' or '.join(f'({m})' for m in marker.values()) if isinstance(marker, dict) else marker
        if not fits(it) or not holds(marker): continue
        name = norm(it['name'])
        if name not in best or Version(it['version']) > Version(best[name]['version']): best[name] = it
    wanted, queue = set(), [norm(name) for name in SAY['lock']['roots']]
    while queue:
        name = queue.pop()
        if name in wanted or name not in best: continue
        wanted.add(name)
        for dep, value in best[name].get('dependencies', {}).items():
            for one in value if isinstance(value, list) else [value]:
                if not isinstance(one, dict) or holds(one.get('markers')): queue.append(norm(dep))
    old = lock.get('metadata', {}).get('files', {})
    for name in sorted(wanted or best):
        it = best[name]
        source = it.get('source', {})
        if source.get('type') in ('directory',): continue
        if source.get('type') == 'git':
            if not SAY['builds']: refuse(name, 'a git commit')
            yield f"{name} @ git+{source['url']}@{source.get('resolved_reference', source.get('reference'))}"
        elif source.get('type') in ('url', 'file'): yield f"{name} @ {source['url']}"
        else:
            INDEXES.append(source['url'] if source.get('type') == 'legacy' else PyPI.simple_url)
            files = it.get('files') or old.get(it['name'], [])
            yield pin(name, it['version'], [f['hash'] for f in files])

def pipfile(lock):
    INDEXES.extend(source['url'] for source in lock.get('_meta', {}).get('sources', []))
    for name, it in sorted({**lock.get('develop', {}), **lock.get('default', {})}.items()):
        if not holds(it.get('markers')) or 'path' in it: continue
        if 'git' in it:
            if not SAY['builds']: refuse(name, 'a git commit')
            yield f"{name} @ git+{it['git']}@{it.get('ref', 'HEAD')}"
        elif 'version' in it: yield pin(name, it['version'].lstrip('='), it.get('hashes', []))

def pylock(lock):
    for it in lock.get('packages', []):
        if not holds(it.get('marker')) or 'directory' in it: continue
        if 'vcs' in it:
            refuse(it['name'], 'a commit')
        INDEXES.append(it.get('index', PyPI.simple_url))
        files = it.get('wheels', []) + ([it['sdist']] if 'sdist' in it else [])
        yield pin(it['name'], it['version'], [f'{kind}:{value}' for f in files for kind, value in f.get('hashes', {}).items()])

def locked():
    data = open(SAY['lock']['path'], 'rb').read()
    lock = json.loads(data) if SAY['lock']['kind'] == 'pipfile' else tomllib.loads(data.decode())
    lines = list({'uv': uv, 'poetry': poetry, 'pipfile': pipfile, 'pylock': pylock}[SAY['lock']['kind']](lock))
    places = list(dict.fromkeys(it.rstrip('/') for it in INDEXES if it.startswith('http')))
    # pip's own setting stands for the default index, so that an operator's mirror of it counts.
    default = PyPI.simple_url.rstrip('/')
    others = [it for it in places if it != default]
    if others and default not in places: SAY['options'] += ['--index-url', others.pop(0)]
    for it in others: SAY['options'] += ['--extra-index-url', it]
    hashed = [line for line in lines if '--hash=' in line]
    other = [line for line in lines if '--hash=' not in line]
    for name, part, options in (('locked.txt', hashed, ['--require-hashes']), ('unhashed.txt', other, [])):
        if not part: continue
        open(os.path.join(HERE, name), 'w').write('\n'.join(part) + '\n')
        pip('--no-deps', *options, '-r', os.path.join(HERE, name))

def own(site):
    lines = [root for it in SAY['own'] for root in it['roots']]
    open(os.path.join(site, '__editable__.fettle.pth'), 'w').write('\n'.join(lines) + '\n')
    for it in SAY['own']:
        if not it['name']: continue
        info = os.path.join(site, f"{norm(it['name']).replace('-', '_')}-{it['version']}.dist-info")
        os.makedirs(info, exist_ok=True)
        open(os.path.join(info, 'METADATA'), 'w').write(f"Metadata-Version: 2.1\nName: {it['name']}\nVersion: {it['version']}\n")
        open(os.path.join(info, 'INSTALLER'), 'w').write('fettle\n')
        groups = {'console_scripts': it['scripts'], **it['entryPoints']}
        text = '\n'.join(f'[{group}]\n' + '\n'.join(f'{k} = {v}' for k, v in its.items()) for group, its in groups.items() if its)
        open(os.path.join(info, 'entry_points.txt'), 'w').write(text + '\n')
        for name, target in it['scripts'].items():
            module, _, attr = target.split('[')[0].strip().partition(':')
            path = os.path.join(VENV, 'bin', os.path.basename(name))
            if os.path.lexists(path): continue
            open(path, 'w').write(f'#!{VENV}/bin/python3\nimport sys\nfrom {module} import {attr.split(".")[0]}\nsys.exit({attr}())\n')
            os.chmod(path, 0o755)

def tools(site):
    find = lambda python, module: subprocess.run([python, '-c', f'import importlib.util as u, sys; sys.exit(u.find_spec({module!r}) is None)'],
                                                 cwd='/', env={**os.environ, 'PYTHONPATH': ''}).returncode == 0
    missing = [it for it in SAY['tools'] if not find(VENV + '/bin/python3', it)]
    missing = [it for it in missing if not pip(it, check=False)]
    for it in missing:
        there = find(sys.executable, it)
        print(f'{it} is not declared: ' + ('the one of the image is taken' if there else 'its checks can not run'))
    if not any(find(sys.executable, it) for it in missing): return
    # The image's own tools, behind everything that the project installs.
    code = 'import site; print("\\n".join(site.getsitepackages()))'
    there = subprocess.run([sys.executable, '-c', code], capture_output=True, text=True, check=True).stdout
    open(os.path.join(site, 'zz-fettle-tools.pth'), 'w').write(there)

subprocess.run([sys.executable, '-m', 'venv', '--without-pip', VENV], check=True)
SITE = subprocess.run([VENV + '/bin/python3', '-c', 'import sysconfig; print(sysconfig.get_path("purelib"))'],
                      capture_output=True, text=True, check=True).stdout.strip()
os.symlink(os.path.relpath(SITE, VENV), os.path.join(VENV, 'site'))
if SAY['lock']: locked()
for name in SAY['requirements']:
    more = ['-c', os.path.join(HERE, SAY['constraints'])] if SAY['constraints'] else []
    pip(*more, '-r', os.path.join(HERE, name))
own(SITE)
tools(SITE)
`;
