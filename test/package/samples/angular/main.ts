// Angular's own packages are published half compiled; without its command line tool the rest happens in the browser.
import '@angular/compiler';
import { createComponent, provideZonelessChangeDetection } from '@angular/core';
import { createApplication } from '@angular/platform-browser';
import { createFakeSession } from '@klapka/components/testing';
import { Desk } from './desk.component';

const application = await createApplication({ providers: [provideZonelessChangeDetection()] });
const desk = createComponent(Desk, { environmentInjector: application.injector, hostElement: document.body });
desk.setInput('session', createFakeSession('normal'));
application.attachView(desk.hostView);
