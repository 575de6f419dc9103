/* Files for scenarios, made in the browser when they are first shown: no picture weighs in the package. */

type Paper = OffscreenCanvasRenderingContext2D;

async function drawn(width: number, height: number, draw: (paper: Paper) => void): Promise<Blob> {
  const canvas = new OffscreenCanvas(width, height);
  const paper = canvas.getContext('2d');
  if (paper) draw(paper);
  return canvas.convertToBlob();
}

function ground(paper: Paper, [from, to]: readonly [string, string]): void {
  const { width, height } = paper.canvas;
  const gradient = paper.createLinearGradient(0, 0, width * 0.4, height);
  gradient.addColorStop(0, from);
  gradient.addColorStop(1, to);
  paper.fillStyle = gradient;
  paper.fillRect(0, 0, width, height);
}

type Tint = readonly [ground: readonly [string, string], skin: string, hair: string, coat: string];
const tints: readonly [Tint, ...Tint[]] = [
  [['#dbe7ff', '#a9c4f5'], '#f0c9ad', '#5b3a29', '#3c5aa6'],
  [['#ffe9d6', '#f3c096'], '#e3ae8a', '#2f2623', '#8a4b2d'],
  [['#e2f3e6', '#aed7b8'], '#f5d3ba', '#a8682f', '#2f6d4a'],
  [['#f3e3f7', '#d3b2e0'], '#c98f6b', '#1f1a1c', '#6d3f86'],
];

/** A person's photo: head and shoulders, one of four. */
export const portrait = (index: number) => (): Promise<Blob> =>
  drawn(128, 128, (paper) => {
    const [behind, skin, hair, coat] = tints[index % tints.length] ?? tints[0];
    ground(paper, behind);
    const round = (color: string, x: number, y: number, width: number, height: number): void => {
      paper.fillStyle = color;
      paper.beginPath();
      paper.ellipse(x, y, width, height, 0, 0, 2 * Math.PI);
      paper.fill();
    };
    if (index % 2 === 0) round(hair, 64, 62, 33, 42);
    round(coat, 64, 138, 52, 44);
    round(skin, 64, 96, 13, 22);
    round(hair, 64, 46, 30, 30);
    round(skin, 64, 58, 25, 30);
    paper.fillStyle = hair;
    paper.beginPath();
    paper.ellipse(64, 42, 27, 18, 0, Math.PI, 2 * Math.PI);
    paper.fill();
  });

/** What a camera shows: the person of the photo, 320 × 240. Null outside a browser. */
export function camera(index: number): MediaStreamTrack | null {
  if (typeof document === 'undefined') return null;
  const canvas = document.createElement('canvas');
  [canvas.width, canvas.height] = [320, 240];
  const paper = canvas.getContext('2d');
  const [track] = canvas.captureStream().getVideoTracks();
  void portrait(index)().then(createImageBitmap).then((person) => {
    // Again and again, as a camera does: whoever looks later sees it, too.
    const draw = (): void => {
      paper?.drawImage(person, 0, 0, 128, 96, 0, 0, 320, 240);
      if (track?.readyState === 'live') setTimeout(draw, 100);
    };
    draw();
  });
  return track ?? null;
}

/** A pair of boots as a shop's visitor would send them, 640 × 480. */
export const boots = (): Promise<Blob> =>
  drawn(640, 480, (paper) => {
    ground(paper, ['#f4efe6', '#d8c9b0']);
    paper.fillStyle = '#b9a582';
    paper.beginPath();
    paper.ellipse(320, 402, 250, 26, 0, 0, 2 * Math.PI);
    paper.fill();
    for (const [x, leather, dark] of [[250, '#6b4226', '#4a2c18'], [80, '#80502f', '#57341d']] as const) {
      paper.fillStyle = leather;
      paper.fill(new Path2D(`M${x + 40} 90 h110 q8 0 8 10 v150 q70 18 118 58 q24 22 20 62 h-258 q-8 0 -8 -10 z`));
      paper.fillStyle = dark;
      paper.fill(new Path2D(`M${x + 26} 366 h274 v18 q0 12 -12 12 h-186 l-10 14 h-58 q-8 0 -8 -10 z`));
      paper.fillRect(x + 36, 90, 126, 22);
      paper.strokeStyle = '#e8d6b8';
      paper.lineWidth = 5;
      for (const y of [150, 180, 210, 240]) paper.stroke(new Path2D(`M${x + 112} ${y} l44 ${y / 12}`));
    }
  });

const rate = 8000;

/** Some seconds of a quiet tone that rises and falls: a recording, as WAV. */
export function recording(seconds: number): Blob {
  const count = seconds * rate;
  const view = new DataView(new ArrayBuffer(44 + count * 2));
  const text = (at: number, letters: string): void => [...letters].forEach((letter, index) => view.setUint8(at + index, letter.charCodeAt(0)));
  text(0, 'RIFF');
  view.setUint32(4, 36 + count * 2, true);
  text(8, 'WAVEfmt ');
  // 16 bytes of format: PCM, one channel, its rate, bytes a second, bytes and bits a sample.
  for (const [at, value] of [[16, 16], [24, rate], [28, rate * 2], [40, count * 2]] as const) view.setUint32(at, value, true);
  for (const [at, value] of [[20, 1], [22, 1], [32, 2], [34, 16]] as const) view.setUint16(at, value, true);
  text(36, 'data');
  for (let index = 0; index < count; index += 1) {
    const at = index / rate;
    view.setInt16(44 + index * 2, Math.round(6000 * Math.sin(at * Math.PI) ** 2 * Math.sin(2 * Math.PI * (220 + 60 * Math.sin(at)) * at)), true);
  }
  return new Blob([view], { type: 'audio/wav' });
}
