/** Commands: what keys, buttons and the system's controls ask for, and what is said of what came of it. */

import type { Announcer } from './announcer.ts';
import type { Action } from './keyboard.ts';
import type { Listening, Moved } from './listening.ts';
import type { Playback } from './playback.ts';
import { JUMP, nextSpeed } from './speeds.ts';
import type { State } from './state.ts';

/** What commands work on. */
export interface Commanded {
  readonly state: State;
  readonly playback: Playback;
  readonly announcer: Announcer;
  help(): void;
  /** Asks how the word that was heard last should be said. */
  correct(): void;
}

/** Does what is asked for; answers when it is done. */
export async function act(action: Action, page: Commanded): Promise<void> {
  if (action === 'help') return page.help();
  const { playback, announcer } = page;
  const { texts, settings, numbers } = page.state;
  const { listening } = playback;
  if (!listening) return;
  const t = texts.say;
  switch (action) {
    case 'toggle':
      listening.toggle();
      // The button that was pressed says it by its new name.
      if (!listening.engine.isOn && !document.activeElement?.classList.contains('play')) announcer.say(t.paused);
      break;
    case 'previousSentence':
    case 'nextSentence': {
      const moved = await listening.sentence(action === 'nextSentence' ? 1 : -1);
      tell(page, moved, t.firstSentence, t.lastSentence, () => sentenceText(listening), 'ar');
      break;
    }
    case 'previousParagraph':
    case 'nextParagraph': {
      const moved = listening.goToParagraph(action === 'nextParagraph' ? 1 : -1);
      tell(page, moved, t.firstParagraph, t.lastParagraph, () => paragraphName(page, listening));
      break;
    }
    case 'previousHeading':
    case 'nextHeading': {
      const moved = listening.heading(action === 'nextHeading' ? 1 : -1);
      const heading = () => listening.article.paragraphs[listening.paragraph]?.text ?? '';
      tell(page, moved, t.noHeading, t.noHeading, heading, 'ar');
      break;
    }
    case 'back':
    case 'forward': {
      const moved = await listening.jump(action === 'forward' ? JUMP : -JUMP);
      tell(page, moved, t.firstParagraph, t.lastParagraph, () => numbers.words(listening.position));
      break;
    }
    case 'slower':
    case 'faster': {
      const speed = nextSpeed(settings.speed, action === 'faster' ? 1 : -1);
      if (speed !== undefined) playback.setSpeed(speed);
      break;
    }
    case 'normal':
      playback.setSpeed(1);
      break;
    case 'where':
      listening.pause();
      announcer.say(whereabouts(page, listening));
      break;
    case 'wrong':
      page.correct();
      break;
  }
}

/** Says what a command came to; `language` is that of the place. */
function tell(
  { state, playback, announcer }: Commanded,
  moved: Moved,
  first: string,
  last: string,
  where: () => string,
  language?: string,
): void {
  // Over the voice nothing is said; a short tone tells that there is nothing further.
  if ((moved === 'first' || moved === 'last') && playback.isOn) edgeTone(state.settings.volume);
  if (moved === 'first') announcer.say(first);
  if (moved === 'last') announcer.say(last);
  if (moved === 'moved') announcer.say(where(), language);
}

function edgeTone(volume: number): void {
  const tone = new Audio('/player/edge.wav');
  tone.volume = Math.min(0.5, volume);
  tone.play().catch(() => undefined);
}

function sentenceText(listening: Listening): string {
  const { paragraph, offset } = listening.place;
  const sentence = listening.timeline?.sentences.findLast((sentence) => sentence.from <= offset);
  return listening.article.paragraphs[paragraph]?.text.slice(sentence?.from ?? 0, sentence?.to) ?? '';
}

function paragraphName({ state: { texts, numbers } }: Commanded, listening: Listening): string {
  return texts.say.paragraph(numbers.number(listening.paragraph + 1), numbers.number(listening.count));
}

function whereabouts(page: Commanded, listening: Listening): string {
  const { numbers, texts, settings } = page.state;
  const { sleepsIn } = page.playback;
  const before = listening.article.paragraphs.slice(0, listening.paragraph + 1);
  const heading = before.findLast((paragraph) => paragraph.role.kind === 'heading');
  return [
    paragraphName(page, listening),
    heading && texts.say.under(heading.text),
    texts.say.time(numbers.words(listening.position), numbers.words(listening.length)),
    texts.say.speed(texts.player.times(numbers.number(settings.speed))),
    sleepsIn !== undefined && texts.say.sleepLeft(numbers.words(sleepsIn)),
  ]
    .filter(Boolean)
    .join(texts.comma);
}
