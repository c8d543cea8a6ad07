/**
 * A real headless Chromium on the real Temporal UI, as an operator uses it: the list by a query, the page of an
 * execution, *Send a Signal*, *Start Workflow*. Pictures go to `test-results/`, which git ignores.
 */

import { mkdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { chromium, type Page } from 'playwright-core';
import { needs } from './skip.ts';

const pictures = fileURLToPath(new URL('../../test-results/', import.meta.url));

export interface OperatorBrowser {
  readonly page: Page;
  /** Opens the list of executions that a query finds, typed into the UI's own filter address. */
  findBy(query: string): Promise<void>;
  /** Opens an execution from the list. */
  open(workflowId: string): Promise<void>;
  /** The text of the whole page as it stands. */
  text(): Promise<string>;
  picture(name: string): Promise<void>;
  close(): Promise<void>;
}

/** @throws Error with the install line when there is no Chromium. */
export async function openBrowser(uiUrl: string, namespace: string): Promise<OperatorBrowser> {
  const browser = await chromium.launch({
    executablePath: needs('chromium').path('chromium'),
    args: [
      '--headless',
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
  const page = await browser.newPage({ viewport: { width: 1400, height: 1000 } });
  page.setDefaultTimeout(20_000);
  mkdirSync(pictures, { recursive: true });
  return {
    page,
    findBy: async (query) => {
      await page.goto(`${uiUrl}/namespaces/${namespace}/workflows?query=${encodeURIComponent(query)}`);
    },
    open: async (workflowId) => {
      await page.getByRole('link', { name: workflowId }).first().click();
    },
    text: () => page.locator('body').innerText(),
    picture: async (name) => void (await page.screenshot({ path: `${pictures}${name}.png` })),
    close: () => browser.close(),
  };
}
