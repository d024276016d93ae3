/** Events whose names the types know, so that a mistyped one does not pass unheard. */
export class Events<Name extends string> extends EventTarget {
  override addEventListener(name: Name, listener: () => void, options?: AddEventListenerOptions): void {
    super.addEventListener(name, listener, options);
  }

  protected tell(name: Name): void {
    this.dispatchEvent(new Event(name));
  }
}
