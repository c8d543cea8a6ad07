/**
 * A real headless Chromium on the real Temporal UI, as an operator uses it: the list by a query, the page of an
 * execution, *Send a Signal*, *Start Workflow*. Pictures go to `test-results/`, which git ignores.
 */

import { mkdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { chromium, errors, type Frame, type Page } from 'playwright-core';
import { until } from '../../scripts/demo/waiting.ts';
import { needs } from './skip.ts';

const pictures = fileURLToPath(new URL('../../test-results/', import.meta.url));

export interface OperatorBrowser {
  readonly page: Page;
  /** Opens the list of executions that a query finds, typed into the UI's own filter address. */
  findBy(query: string): Promise<void>;
  /** Opens an execution from the list. */
  open(workflowId: string): Promise<void>;
  /** Opens the tab on which the current details stand. */
  readDetails(): Promise<void>;
  /** Waits until the page or a frame of it (Markdown stands in frames) shows the words. @throws StoryFailed. */
  sees(words: string): Promise<void>;
  /** How much of the tallest Markdown frame is cut off, so that only who scrolls reads it. */
  hiddenPixels(): Promise<number>;
  /** *More Actions → Send a Signal*: chosen from the list by name, described there by `meaning`, without input. */
  sendSignal(name: string, meaning: string, pictureName: string): Promise<void>;
  startWorkflow(order: { id: string; type: string; taskQueue: string; input: object }): Promise<void>;
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
  const picture = async (name: string): Promise<void> =>
    void (await page.screenshot({ path: `${pictures}${name}.png` }));
  const sees = (words: string): Promise<void> =>
    until({
      what: `the page to show «${words}»`,
      withinMs: 20_000,
      look: async () => {
        const texts = await Promise.all(page.frames().map(textOf));
        return texts.some((text) => text.includes(words)) ? undefined : null;
      },
    });
  return {
    page,
    findBy: async (query) => {
      await page.goto(`${uiUrl}/namespaces/${namespace}/workflows?query=${encodeURIComponent(query)}`);
    },
    open: async (workflowId) => {
      await page.getByRole('link', { name: workflowId }).first().click();
    },
    readDetails: () => page.getByText('User Metadata', { exact: true }).click(),
    sees,
    hiddenPixels: async () => {
      const hidden = page
        .frames()
        .filter((frame) => frame !== page.mainFrame())
        .map((frame) => frame.evaluate<number>(pixelsBelow));
      return Math.max(0, ...(await Promise.all(hidden)));
    },
    sendSignal: async (name, meaning, pictureName) => {
      await page.getByRole('button', { name: 'More Actions' }).click();
      await page.getByRole('menuitem', { name: 'Send a Signal' }).click();
      const dialog = page.getByRole('dialog', { name: 'Send a Signal' });
      await dialog.getByRole('button', { name: 'Select a signal' }).click();
      await sees(meaning);
      await picture(pictureName);
      await dialog.getByRole('option', { name }).first().click();
      await dialog.getByRole('button', { name: 'Submit' }).click();
      await dialog.waitFor({ state: 'hidden' });
    },
    startWorkflow: async ({ id, type, taskQueue, input }) => {
      await page.goto(`${uiUrl}/namespaces/${namespace}/workflows/start-workflow`);
      await page.getByRole('textbox', { name: 'Workflow ID' }).fill(id);
      await page.getByRole('textbox', { name: 'Task Queue' }).fill(taskQueue);
      await page.getByRole('textbox', { name: 'Workflow Type' }).fill(type);
      await page.locator('main .cm-content, main [contenteditable=true]').first().fill(JSON.stringify(input));
      await picture(`start-${id}`);
      await sees('Task Queue is Active');
      await pressUntilPosted(page, 'Start Workflow');
    },
    picture,
    close: () => browser.close(),
  };
}

/** The first press may only leave the editor, whose content is taken over then; a person presses again. */
async function pressUntilPosted(page: Page, button: string): Promise<void> {
  for (let presses = 1; ; presses += 1) {
    const posted = page.waitForResponse((response) => response.request().method() === 'POST', {
      timeout: presses < 5 ? 1_500 : 20_000,
    });
    posted.catch(() => {});
    await page.getByRole('button', { name: button }).click();
    try {
      const answer = await posted;
      if (answer.ok()) return;
      throw new Error(`The UI was refused: ${await answer.text()}`);
    } catch (error) {
      if (presses === 5 || !(error instanceof errors.TimeoutError)) throw error;
    }
  }
}

/** In the frame itself: how far the last paragraph reaches below what is shown. */
const pixelsBelow = `(() => {
  const last = [...document.querySelectorAll("p")].filter((p) => p.innerText.trim() !== "").at(-1);
  return last ? Math.ceil(last.getBoundingClientRect().bottom - innerHeight) : 0;
})()`;

/** A frame that goes away while it is read shows nothing. */
async function textOf(frame: Frame): Promise<string> {
  try {
    return await frame.locator('body').innerText({ timeout: 2_000 });
  } catch {
    return '';
  }
}
