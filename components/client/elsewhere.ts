/**
 * Somebody calls while the page is not looked at: the title of its tab says who, and a notification where the page may send some. Whether
 * it may is asked for with a press on a ringing call: browsers take the question from a press alone, and there it explains itself.
 */
export class Elsewhere {
  private told: { text: string; before: string; notification: Notification | null } | null = null;

  /** An empty text: nobody calls. */
  tell(text: string): void {
    const wanted = document.visibilityState === 'hidden' ? text : '';
    if (wanted === (this.told?.text ?? '')) return;
    // The page may have given itself another title by now, which stays.
    if (this.told && document.title === this.told.text) document.title = this.told.before;
    this.told?.notification?.close();
    this.told = wanted ? { text: wanted, before: document.title, notification: notify(wanted) } : null;
    if (wanted) document.title = wanted;
  }

  async ask(): Promise<void> {
    if ('Notification' in window && Notification.permission === 'default') await Notification.requestPermission().catch(() => undefined);
  }
}

function notify(text: string): Notification | null {
  if (!('Notification' in window) || Notification.permission !== 'granted') return null;
  try {
    // One for all tabs of the page, which all know of the call.
    const notification = new Notification(text, { tag: 'pbx-incoming-call', requireInteraction: true });
    notification.addEventListener('click', () => window.focus());
    return notification;
  } catch {
    // On mobile systems only a service worker may; the title and the ringing are there.
    return null;
  }
}
