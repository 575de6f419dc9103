import { Component, CUSTOM_ELEMENTS_SCHEMA, Input, signal } from '@angular/core';
import type { PbxSession } from '@klapka/components';
import '@klapka/components/dialer/define';
import '@klapka/components/extension-list/define';
import '@klapka/components/provider/define';

/** A product would set `gateway` and `token` instead of handing a session in. */
@Component({
  selector: 'app-desk',
  schemas: [CUSTOM_ELEMENTS_SCHEMA],
  template: `
    <pbx-provider [session]="session">
      <pbx-dialer #dialer detached number="1002" [i18n]="{ call: 'Ring' }" (pbx-dial)="onDial($event)"></pbx-dialer>
      <pbx-extension-list query="svob" style="block-size: 300px"></pbx-extension-list>
      <button type="button" (click)="dialer.dial('1003')">Call the front desk</button>
      <output>{{ dialled() }}</output>
    </pbx-provider>
  `,
})
export class Desk {
  @Input() session: PbxSession | null = null;
  readonly dialled = signal('');

  // A schema of custom elements tells Angular's checker nothing of their events: the type is said here.
  onDial({ detail }: HTMLElementEventMap['pbx-dial']): void {
    this.dialled.set(detail.number);
  }
}
