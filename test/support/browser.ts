import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { accessSync, constants } from 'node:fs';
import { AxeBuilder } from '@axe-core/playwright';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';

/** Sizes that pages are looked at in: a desk, and a phone held upright. */
export const DESK = { width: 1280, height: 860 } as const;
export const PHONE = { width: 390, height: 844 } as const;

export interface Look {
  size?: { width: number; height: number };
  colours?: 'light' | 'dark';
  /** False: as people see it whose browser runs no scripts. */
  scripts?: boolean;
}

/** Debian's Chromium, or any other that is on the way. Throws when there is none. */
export function chromiumPath(): string {
  const names = ['chromium', 'chromium-browser', 'google-chrome'];
  const places = (process.env.PATH ?? '').split(delimiter).flatMap((folder) => names.map((name) => join(folder, name)));
  const found = places.find((path) => {
    try {
      accessSync(path, constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
  if (found === undefined) throw new Error('Chromium is missing: `npm test -- --prepare` installs it');
  return found;
}

/** A real Chromium. Everything it complains of is kept, above all what a page's own policy forbids. */
export class TestBrowser {
  readonly #browser: Browser;
  readonly #complaints: string[] = [];
  #folder: string | null = process.env.FETTLE_SCREENSHOTS ?? null;

  private constructor(browser: Browser) {
    this.#browser = browser;
  }

  static async start(): Promise<TestBrowser> {
    // As root, Chromium refuses its sandbox; the pages are our own.
    const args = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
    return new TestBrowser(await chromium.launch({ executablePath: chromiumPath(), args }));
  }

  /** A page with cookies of its own. */
  async page({ size = DESK, colours = 'light', scripts = true }: Look = {}): Promise<Page> {
    const context = await this.#browser.newContext({
      viewport: size,
      colorScheme: colours,
      javaScriptEnabled: scripts,
      reducedMotion: 'reduce',
      timezoneId: 'UTC',
      locale: 'en-GB',
    });
    return await this.#watched(context);
  }

  async #watched(context: BrowserContext): Promise<Page> {
    const page = await context.newPage();
    page.on('pageerror', (error) => this.#complaints.push(`${page.url()}: ${error.message}`));
    page.on('console', (message) => {
      if (message.type() === 'error' || message.type() === 'warning')
        this.#complaints.push(`${page.url()}: ${message.text()}`);
    });
    return page;
  }

  /** What went wrong in any page until now: errors of scripts, and everything that a policy kept from loading. */
  get complaints(): readonly string[] {
    return this.#complaints;
  }

  /** Forgets complaints, for a page that is wrong on purpose; returns them. */
  takeComplaints(): string[] {
    return this.#complaints.splice(0);
  }

  /** A picture of the whole page. In FETTLE_SCREENSHOTS, or else in a new folder outside of the repository. Returns its path. */
  async picture(page: Page, name: string): Promise<string> {
    this.#folder ??= await mkdtemp(join(tmpdir(), 'fettle-pictures-'));
    const path = join(this.#folder, `${name}.png`);
    await page.screenshot({ path, fullPage: true });
    return path;
  }

  async close(): Promise<void> {
    await this.#browser.close();
  }
}

/** What axe finds wrong for people who see, hear or move differently, a line each; [] is what is wanted. */
export async function barriers(page: Page): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page }).analyze();
  return violations.flatMap(({ id, help, nodes }) =>
    nodes.map((node) => `${id}: ${help}: ${node.target.join(' ')} ${node.failureSummary ?? ''}`),
  );
}

/** Whether something is wider than the window, so that the page would have to be moved sideways. */
export async function overflows(page: Page): Promise<boolean> {
  return await page.evaluate('document.documentElement.scrollWidth > document.documentElement.clientWidth');
}
