/* The figures for people: tables of medians with ratios, and a chart. */
"use strict";

const digits = (x) => (x >= 100 ? x.toFixed(0) : x >= 10 ? x.toFixed(1) : x.toFixed(2));
const kilobytes = (bytes) => `${(bytes / 1000).toFixed(bytes < 10000 ? 2 : 0)} KB`;

function grid(rows) {
  const widths = rows[0].map((_, column) => Math.max(...rows.map((row) => row[column].length)));
  const line = (row) => `| ${row.map((cell, column) => cell.padEnd(widths[column])).join(" | ")} |`;
  const rule = `|${widths.map((width) => "-".repeat(width + 2)).join("|")}|`;
  return [line(rows[0]), rule, ...rows.slice(1).map(line)].join("\n");
}

/** A figure, its ratio to the floor's (F) and to Node's (N). */
function cell(measured, server) {
  const mine = measured[server];
  if (!mine) return "–";
  if (mine.errors) return "errors";
  const ratios = [["floor", "F"], ["node", "N"]]
    .filter(([other]) => other !== server && measured[other] && !measured[other].errors)
    .map(([other, letter]) => `${digits(mine.us / measured[other].us)} ${letter}`);
  return digits(mine.us) + (ratios.length > 0 ? ` (${ratios.join(", ")})` : "");
}

function speeds(results, mode) {
  const rows = Object.values(results.scenarios).filter((scenario) => scenario[mode]);
  if (rows.length === 0) return "";
  const where = mode === "pinned" ? "server and generator on a core each" : "both on all cores";
  const body = rows.map(({ title, [mode]: figures }) => [title, ...results.servers.map((server) => cell(figures, server))]);
  const head = `CPU µs of the server per event; F: × the floor, N: × Node; ${where}`;
  return `\n${head}\n\n${grid([["", ...results.servers], ...body])}\n`;
}

function toOwnEcho(results, mode) {
  const echo = results.scenarios.echo?.[mode];
  const rows = ["ack", "binary"].filter((name) => echo && results.scenarios[name]?.[mode]);
  if (rows.length === 0) return "";
  const ratio = (name, server) => {
    const us = results.scenarios[name][mode][server]?.us / echo[server]?.us;
    return us > 0 ? digits(us) : "–";
  };
  const body = rows.map((name) => [`${name}, × its own echo`, ...results.servers.map((server) => ratio(name, server))]);
  return `\n${grid([["", ...results.servers], ...body])}\n`;
}

/** What Redis takes for a cluster is not the servers'. */
function besideServers(results, mode) {
  const rows = Object.values(results.scenarios).filter((scenario) =>
    Object.values(scenario[mode] ?? {}).some((measured) => measured.redis_us !== undefined));
  if (rows.length === 0) return "";
  const us = (measured) => (measured?.redis_us === undefined ? "–" : digits(measured.redis_us));
  const body = rows.map(({ title, [mode]: figures }) => [
    `Redis beside it: ${title}`,
    ...results.servers.map((server) => us(figures[server])),
  ]);
  return `\n${grid([["", ...results.servers], ...body])}\n`;
}

function footprint(results) {
  const rows = [];
  const row = (title, source, format) => rows.push([title, ...results.servers.map((server) => format(source[server]))]);
  const of = (field, format) => (x) => (x === undefined || x.errors || x[field] === null ? "–" : format(x[field]));
  if (results.idle) {
    const count = Math.max(...Object.values(results.idle).map((x) => x.connections || 0));
    row(`live heap per idle connection (of ${count})`, results.idle, of("heap", kilobytes));
    row("resident memory per idle connection", results.idle, of("rss", kilobytes));
    row("resident memory in all, MB", results.idle, of("rssTotal", (bytes) => digits(bytes / 1e6)));
    row("CPU µs per heartbeat", results.idle, of("heartbeat_us", digits));
  }
  if (results.startup) row("start to first answer, ms", results.startup, (ms) => ms.toFixed(0));
  if (results.jars) row("jars", results.jars, (bytes) => (bytes ? kilobytes(bytes) : "–"));
  return rows.length > 0 ? `\n${grid([["", ...results.servers], ...rows])}\n` : "";
}

function table(results, modes) {
  const { cpu, cores, kernel, java, node } = results.machine;
  const head = `${cpu}, ${cores} cores, Linux ${kernel}; ${java}; Node ${node}; medians of ${results.rounds}`;
  const tables = [speeds, toOwnEcho, besideServers];
  return head + "\n" + modes.flatMap((mode) => tables.map((of) => of(results, mode))).join("") + footprint(results);
}

// ---- the chart: a panel for each scenario, a bar for each server, as long as its figure

const looks = {
  floor: { label: "C floor", colour: "#9aa5b1" },
  "floor-java": { label: "Java floor", colour: "#c3cad2" },
  ours: { label: "Enchufe", colour: "#d9480f" },
  "ours-loop": { label: "Enchufe, on the loop", colour: "#f08c4a" },
  netty: { label: "netty-socketio", colour: "#4c78a8" },
  node: { label: "Node socket.io", colour: "#59a14f" },
};
const PANEL = { width: 440, head: 34, bar: 20, name: 132, gap: 12 };

const escaped = (text) => text.replace(/&/g, "&amp;").replace(/</g, "&lt;");
const text = (x, y, content, extra = "") => `<text x="${x}" y="${y}"${extra}>${escaped(content)}</text>`;

function panel(title, bars, x, y) {
  const longest = Math.max(...bars.map((bar) => bar.value));
  const room = PANEL.width - PANEL.name - 112;
  const lines = bars.map(({ server, value, label }, i) => {
    const top = y + PANEL.head + i * PANEL.bar;
    const width = Math.max(1, (value / longest) * room);
    const look = looks[server] ?? { label: server, colour: "#b07aa1" };
    const size = `width="${width.toFixed(1)}" height="${PANEL.bar - 5}" rx="2"`;
    return (
      text(x + PANEL.name - 6, top + 13, look.label, ' text-anchor="end"') +
      `<rect x="${x + PANEL.name}" y="${top + 2}" ${size} fill="${look.colour}"/>` +
      text((x + PANEL.name + width + 5).toFixed(1), top + 13, label)
    );
  });
  return [text(x + 8, y + 20, title, ' font-weight="bold"'), ...lines].join("\n");
}

function panels(results) {
  const list = [];
  const add = (title, bars) => {
    const valid = bars.filter((bar) => bar.value > 0);
    if (valid.length > 0) list.push({ title, bars: valid });
  };
  for (const scenario of Object.values(results.scenarios)) {
    const measured = scenario.pinned ?? scenario.shared;
    const floor = measured.floor?.us;
    add(`${scenario.title}, µs`, results.servers.map((server) => {
      const us = measured[server]?.us;
      const ratio = floor && server !== "floor" ? ` · ${digits(us / floor)} ×` : "";
      return { server, value: us, label: us && `${digits(us)}${ratio}` };
    }));
  }
  const idle = (title, field, format) =>
    results.idle && add(title, results.servers.map((server) => {
      const value = results.idle[server]?.[field];
      return { server, value, label: value && format(value) };
    }));
  idle("live heap per idle connection", "heap", kilobytes);
  idle("resident memory per idle connection", "rss", kilobytes);
  if (results.startup)
    add("start to first answer, ms", results.servers.map((server) => {
      const ms = results.startup[server];
      return { server, value: ms, label: ms && ms.toFixed(0) };
    }));
  return list;
}

/** Two columns; the shorter one gets the next panel. */
function chart(results) {
  const columns = [40, 40];
  const drawn = panels(results).map(({ title, bars }) => {
    const column = columns[0] <= columns[1] ? 0 : 1;
    const y = columns[column];
    columns[column] += PANEL.head + bars.length * PANEL.bar + PANEL.gap;
    return panel(title, bars, column * PANEL.width, y);
  });
  const width = 2 * PANEL.width;
  const height = Math.max(...columns) + 8;
  const size = `width="${width}" height="${height}"`;
  const title = "CPU time of the server for each event, in microseconds (shorter is better)";
  return `<svg xmlns="http://www.w3.org/2000/svg" ${size} viewBox="0 0 ${width} ${height}"
    font-family="system-ui, sans-serif" font-size="12" fill="#24292f">
<rect ${size} fill="#ffffff"/>
${text(8, 24, title, ' font-size="15" font-weight="bold"')}
${drawn.join("\n")}
</svg>
`;
}

module.exports = { table, chart };
