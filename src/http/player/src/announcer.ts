/**
 * Says things to screen readers, and never while the article is spoken: two voices at once are none.
 *
 * What was to be said during speech is dropped, not kept for later; the speech itself told that the command was done.
 */
export class Announcer {
  readonly #region: HTMLElement;
  #timer?: ReturnType<typeof setTimeout>;

  constructor(
    region: HTMLElement,
    /** Whether the article is being spoken. */
    readonly isSpeaking: () => boolean,
  ) {
    this.#region = region;
    region.setAttribute('role', 'status');
    region.setAttribute('aria-live', 'polite');
  }

  /** `language` is that of the text, where it is not the page's. */
  say(text: string, language?: string): void {
    clearTimeout(this.#timer);
    if (language) this.#region.lang = language;
    else this.#region.removeAttribute('lang');
    this.#region.textContent = '';
    // The same words twice are only announced when the region was empty between them.
    this.#timer = setTimeout(() => {
      if (!this.isSpeaking()) this.#region.textContent = text;
    }, 60);
  }

  /** Says why nothing is heard, while speech is waited for. */
  explain(text: string): void {
    clearTimeout(this.#timer);
    this.#region.removeAttribute('lang');
    this.#region.textContent = text;
  }

  hush(): void {
    clearTimeout(this.#timer);
    this.#region.textContent = '';
  }
}
