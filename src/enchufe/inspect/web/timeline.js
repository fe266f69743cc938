// Draws when exchanges happened: a lane for each client, what was received above its line, what was sent below.

const MAX_LANES = 6;
const LANE = 26;
const LABEL = 56;
const AXIS = 18;
const NEAR = 10;
const LETTERS = 7;

/** The largest of 1, 2 or 5 times a power of ten by which the span has at least four parts. */
export function step(span) {
  const power = 10 ** Math.floor(Math.log10(span / 4));
  return [5, 2, 1].map(factor => factor * power).find(size => size * 4 <= span);
}

/** A time of day where the browser is: 13:05:09.007. */
export function clock(time) {
  const date = new Date(time);
  const parts = [date.getHours(), date.getMinutes(), date.getSeconds()].map(part => String(part).padStart(2, '0'));
  return `${parts.join(':')}.${String(date.getMilliseconds()).padStart(3, '0')}`;
}

export class Timeline {
  #canvas;
  #marks = [];

  constructor(canvas, choose) {
    this.#canvas = canvas;
    canvas.onclick = event => {
      const { left, top } = canvas.getBoundingClientRect();
      const found = this.#at(event.clientX - left, event.clientY - top);
      if (found) choose(found);
    };
  }

  #at(x, y) {
    const distance = mark => Math.hypot(mark.x - x, mark.y - y);
    const nearest = this.#marks.reduce((best, mark) => distance(mark) <= distance(best) ? mark : best, { x: -NEAR, y: -NEAR });
    return distance(nearest) <= NEAR ? nearest.exchange : undefined;
  }

  /** Those from `start` to `end`, two times in ms. A client that does not fit has its marks in the last lane, named `others`. */
  draw(exchanges, start, end, chosen, others) {
    const inside = exchanges.filter(one => one.time >= start && one.time <= end);
    const names = [...new Set(inside.map(one => one.client ?? '–'))];
    const lanes = names.length > MAX_LANES ? [...names.slice(0, MAX_LANES - 1), others] : names;
    const canvas = this.#canvas;
    const width = canvas.clientWidth;
    const height = Math.max(1, lanes.length) * LANE + AXIS;
    canvas.style.height = `${height}px`;
    canvas.width = width * devicePixelRatio;
    canvas.height = height * devicePixelRatio;
    const pen = canvas.getContext('2d');
    pen.scale(devicePixelRatio, devicePixelRatio);
    const style = getComputedStyle(canvas);
    const color = name => style.getPropertyValue(name);
    pen.font = `12px ${style.fontFamily}`;
    pen.textBaseline = 'middle';

    const place = time => LABEL + (time - start) / (end - start) * (width - LABEL - NEAR);
    const size = step(end - start);
    for (let time = Math.ceil(start / size) * size; time <= end; time += size) {
      pen.fillStyle = color('--line');
      pen.fillRect(place(time), 0, 1, height - AXIS);
      pen.fillStyle = color('--soft');
      pen.textAlign = 'center';
      pen.fillText(clock(time).slice(...size < 1000 ? [6] : [3, 8]), place(time), height - AXIS / 2);
    }
    pen.textAlign = 'left';
    lanes.forEach((name, i) => {
      pen.fillStyle = color('--soft');
      pen.fillText(name.length > LETTERS ? `${name.slice(0, LETTERS - 1)}…` : name, 0, (i + 0.5) * LANE);
      pen.fillStyle = color('--line');
      pen.fillRect(LABEL, (i + 0.5) * LANE, width - LABEL, 1);
    });
    this.#marks = inside.map(exchange => {
      const lane = lanes.indexOf(exchange.client ?? '–');
      const middle = ((lane < 0 ? lanes.length - 1 : lane) + 0.5) * LANE;
      return { exchange, x: place(exchange.time), y: middle + (exchange.dir === 'in' ? -6 : 6) };
    });
    for (const { exchange, x, y } of this.#marks) {
      pen.fillStyle = color(`--${exchange.dir}`);
      pen.globalAlpha = exchange.heartbeat ? 0.4 : 1;
      pen.beginPath();
      if (exchange.kind === 'http') pen.arc(x, y, 3.5, 0, 2 * Math.PI);
      else pen.rect(x - 1, y - 5, 2, 10);
      pen.fill();
      pen.globalAlpha = 1;
      if (exchange === chosen) {
        pen.strokeStyle = color('--ink');
        pen.strokeRect(x - 5, y - 6, 10, 12);
      }
    }
  }
}
