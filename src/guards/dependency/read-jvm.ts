import { dependency, type Entry } from './types.ts';

const version = (name: string, spec: string): Entry => ({ kind: 'version', name, spec, from: 'registry' });

/** Of the language itself: what lowers that is another matter. */
const isPlatform = (name: string): boolean =>
  /^(?:java|jdk|jvm|maven|source|target|release|project|app|revision|min-?sdk|target-?sdk|compile-?sdk)/i.test(name);

/** pom.xml: what has a groupId and an artifactId next to each other, and repositories. */
export function readPom(text: string): Entry[] {
  const entries: Entry[] = [];
  let repository = false;
  let group = '';
  let last: Entry | null = null;
  for (const [, close, tag, value] of text.matchAll(/<(\/?)([\w.-]{1,60})[^<>]{0,200}>(?:([^<>\n]{1,300})<)?/g)) {
    if (/^(?:repository|pluginRepository|mirror)$/.test(tag ?? '')) repository = close === '';
    if (/^(?:dependency|plugin|parent|exclusion|extension)$/.test(tag ?? '')) last = null;
    if (close !== '' || value === undefined) continue;
    const property = /^([\w.-]+?)[.-]version$|^version[.-]([\w.-]+)$/.exec(tag ?? '');
    const named = property?.[1] ?? property?.[2];
    if (named !== undefined && !isPlatform(named)) entries.push(version(named, value.trim()));
    const it = value.trim();
    if (tag === 'groupId') group = it;
    else if (tag === 'artifactId') entries.push((last = dependency(`${group}:${it}`, '', 'registry')));
    else if (tag === 'version' && last !== null) last.spec = it;
    else if (tag === 'systemPath' && last !== null) Object.assign(last, { from: 'path', spec: it });
    else if (
      tag === 'url' &&
      (repository || /maven|nexus|artifactory|repo/i.test(it)) &&
      !/github\.com\/[\w-]+\/[\w.-]+\/?$/.test(it)
    ) {
      if (repository) entries.push({ kind: 'registry', name: 'repository', spec: it, from: 'url' });
    }
  }
  return entries;
}

const COORDINATES = /["']([A-Za-z][\w.-]{1,100}):([\w.-]{1,100})(?::([^"':@\s]{1,60}))?(?:[:@][^"']{0,40})?["']/g;

/** Gradle in Groovy and Kotlin, and its version catalogue. */
export function readGradle(text: string): Entry[] {
  const entries = [...text.matchAll(COORDINATES)].flatMap(([, group = '', name = '', spec = '']): Entry[] =>
    group.includes('.') || /^(?:junit|commons-|com|org|io|log4j|mysql|javax)/.test(group)
      ? [dependency(`${group}:${name}`, spec, 'registry')]
      : [],
  );
  for (const [, group = '', name = '', spec = ''] of text.matchAll(
    /\bgroup\s*[:=]\s*["']([\w.-]+)["'],\s*name\s*[:=]\s*["']([\w.-]+)["'](?:,\s*version\s*[:=]\s*["']([^"']+)["'])?/g,
  ))
    entries.push(dependency(`${group}:${name}`, spec, 'registry'));
  for (const [, id = '', spec = ''] of text.matchAll(
    /\bid\s*[( =]\s*["']([\w.-]+)["']\)?\s*,?\s*version\s*[( .=]*["']?([\w.-]+)["']?/g,
  ))
    entries.push(dependency(`plugin:${id}`, /\d/.test(spec) ? spec : '', 'registry'));
  for (const [, url = ''] of text.matchAll(
    /\b(?:url|setUrl|uri)\b\s*[(= ]{1,4}(?:uri\()?\s*["'](https?:[^"']{1,200})["']/g,
  ))
    entries.push({ kind: 'registry', name: 'repository', spec: url, from: 'url' });
  for (const [, name = ''] of text.matchAll(/^\s*(jcenter|mavenLocal)\s*\(\)/gm))
    entries.push({ kind: 'registry', name: 'repository', spec: name, from: 'url' });
  for (const [, path = ''] of text.matchAll(
    /^\s*\w*(?:[iI]mplementation|[aA]pi|[cC]ompile\w*|classpath|runtimeOnly)\b[( ]+files\(\s*["']([^"']{1,200})["']/gm,
  ))
    entries.push(dependency(path, path, 'path'));
  return entries;
}

export function readCatalog(text: string): Entry[] {
  return text.split('\n').flatMap((line): Entry[] => {
    const module = /\bmodule\s*=\s*["']([\w.-]+:[\w.-]+)["']/.exec(line)?.[1];
    const [, group, artifact] = /\bgroup\s*=\s*["']([\w.-]+)["'],\s*name\s*=\s*["']([\w.-]+)["']/.exec(line) ?? [];
    const plugin = /\bid\s*=\s*["']([\w.-]+)["']/.exec(line)?.[1];
    const spec = /\bversion\s*=\s*["']([^"']+)["']/.exec(line)?.[1] ?? '';
    if (module !== undefined) return [dependency(module, spec, 'registry')];
    if (group !== undefined && artifact !== undefined) return [dependency(`${group}:${artifact}`, spec, 'registry')];
    if (plugin !== undefined) return [dependency(`plugin:${plugin}`, spec, 'registry')];
    const [, name, alone] = /^\s*([\w-]+)\s*=\s*["'](\d[\w.-]*)["']/.exec(line) ?? [];
    if (name !== undefined && alone !== undefined) return isPlatform(name) ? [] : [version(name, alone)];
    return readGradle(line);
  });
}
