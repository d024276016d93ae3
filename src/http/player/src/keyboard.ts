/**
 * Shortcuts. They go by the key's place, so that they are the same on an Arabic and a Latin layout.
 *
 * Screen readers keep single keys for themselves while they browse a page, and hand on those pressed with Alt: each
 * shortcut works both ways. None of them, with Alt, belongs to NVDA, JAWS, VoiceOver, Orca or a browser's window.
 */

export type Action =
  | 'toggle'
  | 'previousSentence'
  | 'nextSentence'
  | 'previousParagraph'
  | 'nextParagraph'
  | 'previousHeading'
  | 'nextHeading'
  | 'back'
  | 'forward'
  | 'slower'
  | 'faster'
  | 'normal'
  | 'where'
  | 'wrong'
  | 'help';

/** The key of each action, by its `KeyboardEvent.code`, and what is printed on it. */
export const KEYS: readonly { action: Action; code: string; label: string }[] = [
  { action: 'toggle', code: 'KeyK', label: 'K' },
  { action: 'previousSentence', code: 'KeyJ', label: 'J' },
  { action: 'nextSentence', code: 'KeyL', label: 'L' },
  { action: 'previousParagraph', code: 'KeyU', label: 'U' },
  { action: 'nextParagraph', code: 'KeyO', label: 'O' },
  { action: 'previousHeading', code: 'BracketLeft', label: '[' },
  { action: 'nextHeading', code: 'BracketRight', label: ']' },
  { action: 'back', code: 'Comma', label: ',' },
  { action: 'forward', code: 'Period', label: '.' },
  { action: 'slower', code: 'Minus', label: '-' },
  { action: 'faster', code: 'Equal', label: '=' },
  { action: 'normal', code: 'Digit0', label: '0' },
  { action: 'where', code: 'KeyI', label: 'I' },
  { action: 'wrong', code: 'KeyH', label: 'H' },
  { action: 'help', code: 'Slash', label: '/' },
];

const BY_CODE = new Map(KEYS.map(({ code, action }) => [code, action]));

/** Returns what a key press asks for. */
export function actionFor(
  event: KeyboardEvent,
  allowed: { singleKeys: boolean; altKeys: boolean },
): Action | undefined {
  if (event.defaultPrevented || event.isComposing || event.ctrlKey || event.metaKey) return undefined;
  if (!(event.altKey ? allowed.altKeys : allowed.singleKeys)) return undefined;
  const target = event.composedPath()[0];
  if (target instanceof Element) {
    // Where text is typed or chosen by letter, keys are letters.
    if (
      target.closest(
        'textarea, select, [contenteditable], input:not([type=range], [type=checkbox], [type=radio], [type=file])',
      )
    ) {
      return undefined;
    }
    if (event.code === 'Space') {
      const isTaken = target.closest('button, a, input, summary, [role=button], [data-space]');
      return isTaken || event.altKey || event.shiftKey ? undefined : 'toggle';
    }
  }
  if (event.shiftKey && event.code !== 'Slash') return undefined;
  return BY_CODE.get(event.code);
}
