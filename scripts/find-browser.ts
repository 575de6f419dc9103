// Finds a Chrome or Chromium for tests: CHROME_PATH, an installed one, Debian's package (as root), Playwright's download.
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { runnable } from './lib/runnable.ts';

const downloadLimit = 60_000;

type Log = (line: string) => void;

const installedPaths: Partial<Record<NodeJS.Platform, string[]>> = {
  linux: ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome', '/usr/bin/google-chrome-stable', '/snap/bin/chromium'],
  darwin: ['/Applications/Google Chrome.app/Contents/MacOS/Google Chrome', '/Applications/Chromium.app/Contents/MacOS/Chromium'],
  win32: ['C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe', 'C:\\Program Files (x86)\\Google\\Chrome\\Application\\chrome.exe'],
};

function onPath(): string | undefined {
  const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome'];
  const folders = (process.env['PATH'] ?? '').split(process.platform === 'win32' ? ';' : ':');
  return folders.flatMap((folder) => names.map((name) => join(folder, name))).find(runnable);
}

function isDebianRoot(): boolean {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return false;
  try {
    return /^ID(_LIKE)?=.*(debian|ubuntu)/m.test(readFileSync('/etc/os-release', 'utf8'));
  } catch {
    return false;
  }
}

function installFromDebian(log: Log): string | undefined {
  log('No browser found; installing Debian’s chromium …');
  const options = { stdio: 'ignore', env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' } } as const;
  spawnSync('apt-get', ['update', '-qq'], options);
  spawnSync('apt-get', ['install', '-y', '-qq', 'chromium'], options);
  return installed();
}

async function downloadWithPlaywright(log: Log): Promise<string | undefined> {
  log('No browser found; asking Playwright for one (60 s at most) …');
  const cli = join(import.meta.dirname, '../node_modules/playwright/cli.js');
  spawnSync(process.execPath, [cli, 'install', 'chromium'], { stdio: 'ignore', timeout: downloadLimit });
  const { chromium } = await import('playwright');
  const path = chromium.executablePath();
  return runnable(path) ? path : undefined;
}

function installed(): string | undefined {
  return installedPaths[process.platform]?.find(runnable) ?? onPath();
}

/** The path of a browser. Throws with one sentence where none can be had. */
export async function findBrowser(log: Log = console.error): Promise<string> {
  const named = process.env['CHROME_PATH'];
  if (named) {
    if (runnable(named)) return named;
    throw new Error(`CHROME_PATH names ${named}, which cannot be run.`);
  }
  const path = installed() ?? (isDebianRoot() ? installFromDebian(log) : undefined) ?? (await downloadWithPlaywright(log));
  if (path) return path;
  throw new Error('No Chrome or Chromium found: install one, or set CHROME_PATH to its executable.');
}
