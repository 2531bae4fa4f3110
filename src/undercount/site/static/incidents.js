// The incidents page: filters, timeline, map and list over one set of columns. Nothing is fetched; texts are set as text, never as markup.
"use strict";
(() => {
  const data = window.undercountIncidents;
  const lines = window.undercountOutlines;
  const box = document.getElementById("explorer");
  if (!data || !box) return;
  const words = box.dataset;
  const lang = words.language === "ar" ? 1 : 0;
  const format = new Intl.NumberFormat(words.locale);
  const num = (n) => format.format(n);
  const put = (text, values) => text.replace(/\{(\w+)\}/g, (_, key) => values[key]);
  const el = (id) => document.getElementById(id);
  const [TITLE, START, END, DATE, PLACES, TEXT, KIND, LAT, LON, ACTORS, ACTS, LOW, HIGH, CLAIMS, PAGE, ANCHOR, UNIT, TOLD] = [...Array(18).keys()];
  const POINT = 0, AREA = 1;
  const rows = data.rows;
  const names = (ids, list) => ids.map((id) => list[id][lang]).join(words.separator);
  const where = (row) => names(row[PLACES], data.places) || data.texts[row[TEXT]];
  const placed = (row) => {
    const place = where(row);
    return !place ? words.unplaced : row[KIND] === POINT ? place : put(words.somewhere, { place });
  };

  // What the search looks through, in lower case and without Arabic marks.
  const plain = (text) => text.toLowerCase().normalize("NFKD").replace(/[\u0300-\u036f\u064b-\u0655\u0670\u0640]/g, "").replace(/[أإآا]/g, "ا").replace(/ى/g, "ي").replace(/ة/g, "ه");
  let haystack = null;
  const searchable = () => {
    haystack ??= rows.map((row) => plain([row[TITLE], names(row[PLACES], data.places), data.texts[row[TEXT]], names(row[ACTORS], data.actors), names(row[ACTS], data.acts)].join(" ")));
    return haystack;
  };

  // Time: whole months, each incident in the months that it may touch.
  const month = (day) => { const d = new Date(day * 864e5); return d.getUTCFullYear() * 12 + d.getUTCMonth(); };
  const first = rows.map((row) => (row[START] === null ? null : month(row[START])));
  const last = rows.map((row, i) => (row[END] === null ? first[i] : Math.max(first[i] ?? 0, month(row[END] - (row[END] > row[START] ? 1e-9 : 0)))));
  let earliest = Infinity, latest = -Infinity;
  first.forEach((value) => { if (value !== null) { earliest = Math.min(earliest, value); latest = Math.max(latest, value); } });
  if (earliest > latest) { earliest = 0; latest = 0; }
  const span = latest - earliest + 1;
  const monthName = new Intl.DateTimeFormat(words.locale, { month: "short", year: "numeric", timeZone: "UTC" });
  const nameOf = (value) => monthName.format(new Date(Date.UTC(Math.floor(value / 12), value % 12, 1)));

  const controls = { text: el("f-text"), act: el("f-act"), actor: el("f-actor"), place: el("f-place"), from: el("f-from"), to: el("f-to") };
  const fill = (select, list, used) => {
    [...used.entries()].sort((a, b) => b[1] - a[1] || (list[a[0]][lang] < list[b[0]][lang] ? -1 : 1)).forEach(([id, count]) => {
      const option = document.createElement("option");
      option.value = id;
      option.textContent = `${list[id][lang]} (${num(count)})`;
      select.append(option);
    });
  };
  const tally = (column, expand) => {
    const used = new Map();
    rows.forEach((row) => {
      const ids = new Set(row[column]);
      if (expand) row[column].forEach((id) => data.parents[id].forEach((above) => ids.add(above)));
      ids.forEach((id) => used.set(id, (used.get(id) ?? 0) + 1));
    });
    return used;
  };
  fill(controls.act, data.acts, tally(ACTS));
  fill(controls.actor, data.actors, tally(ACTORS));
  fill(controls.place, data.places, tally(PLACES, true));
  for (const input of [controls.from, controls.to]) { input.min = 0; input.max = span - 1; }
  controls.from.value = 0;
  controls.to.value = span - 1;

  // The two sliders read in the direction of the page.
  let shown = [];
  let picked = null;
  let limit = 50;
  const state = () => ({
    text: plain(controls.text.value.trim()),
    act: controls.act.value === "" ? null : Number(controls.act.value),
    actor: controls.actor.value === "" ? null : Number(controls.actor.value),
    place: controls.place.value === "" ? null : Number(controls.place.value),
    from: earliest + Math.min(Number(controls.from.value), Number(controls.to.value)),
    to: earliest + Math.max(Number(controls.from.value), Number(controls.to.value)),
  });
  const within = (row, place) => row[PLACES].some((id) => id === place || data.parents[id].includes(place));
  const fits = (row, i, s, timed) => {
    if (s.act !== null && !row[ACTS].includes(s.act)) return false;
    if (s.actor !== null && !row[ACTORS].includes(s.actor)) return false;
    if (s.place !== null && !within(row, s.place)) return false;
    if (s.text && !searchable()[i].includes(s.text)) return false;
    if (!timed || (s.from === earliest && s.to === latest)) return true;
    return first[i] !== null && first[i] <= s.to && last[i] >= s.from;
  };

  // Histogram.
  const svg = el("histogram");
  const TOP = 14, H = 58;
  const mirrored = document.documentElement.dir === "rtl";
  const shape = (name, attributes, text) => {
    const node = document.createElementNS("http://www.w3.org/2000/svg", name);
    for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, value);
    if (text !== undefined) node.textContent = text;
    return node;
  };
  const slot = 100 / span;
  const at = (i) => (mirrored ? 100 - (i + 1) * slot : i * slot);
  const histogram = (s) => {
    const counts = new Array(span).fill(0);
    rows.forEach((row, i) => { if (first[i] !== null && fits(row, i, s, false)) counts[first[i] - earliest] += 1; });
    const top = Math.max(1, ...counts);
    svg.replaceChildren(shape("line", { class: "axis", x1: 0, x2: "100%", y1: H, y2: H }));
    counts.forEach((count, i) => {
      const height = ((H - TOP) * count) / top;
      const on = earliest + i >= s.from && earliest + i <= s.to;
      svg.append(shape("rect", { class: on ? "col on" : "col", x: `${at(i) + slot * 0.1}%`, y: H - height, width: `${slot * 0.8}%`, height }));
    });
    const every = Math.max(1, Math.ceil(span / (svg.clientWidth < 500 ? 4 : 8)));
    for (let i = 0; i < span; i += every) svg.append(shape("text", { x: `${mirrored ? at(i) + slot : at(i)}%`, y: 73, "text-anchor": "start" }, nameOf(earliest + i)));
    svg.append(shape("text", { x: mirrored ? "100%" : 0, y: 10, "text-anchor": "start" }, num(top)));
    el("o-from").textContent = nameOf(s.from);
    el("o-to").textContent = nameOf(s.to);
  };
  const slotAt = (event) => {
    const frame = svg.getBoundingClientRect();
    const share = (event.clientX - frame.left) / frame.width;
    return Math.max(0, Math.min(span - 1, Math.floor((mirrored ? 1 - share : share) * span)));
  };
  let dragging = null;
  svg.addEventListener("pointerdown", (event) => { dragging = slotAt(event); svg.setPointerCapture(event.pointerId); brush(event); });
  svg.addEventListener("pointermove", (event) => { if (dragging !== null) brush(event); });
  svg.addEventListener("pointerup", () => { dragging = null; });
  const brush = (event) => {
    const here = slotAt(event);
    controls.from.value = Math.min(dragging, here);
    controls.to.value = Math.max(dragging, here);
    later();
  };

  // Map: points are gathered in cells of the screen, so that many incidents stay one circle; areas stay hollow.
  const css = getComputedStyle(document.documentElement);
  const colour = (name) => css.getPropertyValue(name).trim();
  const canvas = L.canvas({ padding: 0.4, tolerance: 4 });
  box.hidden = false;
  const map = L.map("map", { renderer: canvas, preferCanvas: true, attributionControl: false, zoomSnap: 0.5, minZoom: 2, maxZoom: 18, zoomAnimation: false, fadeAnimation: false, markerZoomAnimation: false, inertia: false });
  const backdrop = L.geoJSON(lines.countries, { renderer: canvas, interactive: false, style: { color: colour("--rule"), weight: 1, fillColor: colour("--paper"), fillOpacity: 1 } }).addTo(map);
  const own = L.geoJSON(lines.own, { renderer: canvas, interactive: true, style: { color: colour("--soft"), weight: 1, opacity: 0.7, fillColor: colour("--paper"), fillOpacity: 0.9 } }).addTo(map);
  // Outlines by place: an incident known only to an area is shown as the area's shape where the study has one.
  const shapes = new Map();
  own.eachLayer((layer) => shapes.set(layer.feature.properties.id, layer));
  const calm = { color: colour("--soft"), weight: 1, opacity: 0.7, dashArray: null, fillColor: colour("--paper"), fillOpacity: 0.9 };
  const namesLayer = L.layerGroup().addTo(map);
  // Names are drawn where they fit inside their shape, the smallest shapes first; a place whose parts are named needs no name.
  const above = (id, wider) => { for (let up = lines.parents[id]; up; up = lines.parents[up]) if (up === wider) return true; return false; };
  const label = () => {
    namesLayer.clearLayers();
    const taken = [];
    const size = map.getSize();
    const fitting = [...shapes].map(([id, layer]) => {
      const frame = layer.getBounds();
      const a = map.latLngToContainerPoint(frame.getNorthWest()), c = map.latLngToContainerPoint(frame.getSouthEast());
      return { id, name: lines.labels[id]?.[lang], center: frame.getCenter(), x: (a.x + c.x) / 2, y: (a.y + c.y) / 2, width: c.x - a.x };
    }).filter((one) => one.name && one.width < size.x * 1.4).sort((p, q) => p.width - q.width);
    for (const one of fitting) {
      const half = one.name.length * 3.6 + 4;
      if (half * 2 > one.width * 1.25 || taken.some((other) => above(other.id, one.id) || (Math.abs(other.x - one.x) < other.half + half && Math.abs(other.y - one.y) < 18))) continue;
      taken.push({ id: one.id, x: one.x, y: one.y, half });
      const text = document.createElement("span");
      text.textContent = one.name;
      namesLayer.addLayer(L.tooltip({ permanent: true, direction: "center", className: "map-label", interactive: false }).setLatLng(one.center).setContent(text));
    }
  };
  const world = rows.map((row) => (row[LAT] === null ? null : L.CRS.EPSG3857.latLngToPoint(L.latLng(row[LAT], row[LON]), 0)));
  const circles = L.layerGroup().addTo(map);
  const CELL = 26, RING = 44;
  const shapeOf = (row) => (row[KIND] === AREA && row[PLACES].length === 1 ? shapes.get(data.ids[row[PLACES][0]]) : undefined);
  const draw = () => {
    circles.clearLayers();
    const scale = 2 ** map.getZoom();
    const bins = new Map();
    for (const i of shown) {
      const point = world[i];
      if (point === null) continue;
      const area = rows[i][KIND] === AREA;
      const shape = shapeOf(rows[i]);
      const cell = area ? RING : CELL;
      const key = shape ? `s${rows[i][PLACES][0]}` : `${area}${Math.floor((point.x * scale) / cell)},${Math.floor((point.y * scale) / cell)}`;
      let bin = bins.get(key);
      if (!bin) bins.set(key, (bin = { area, shape, members: [], lat: 0, lon: 0 }));
      bin.members.push(i);
      bin.lat += rows[i][LAT];
      bin.lon += rows[i][LON];
    }
    const solid = colour("--solid"), hollow = colour("--truth");
    shapes.forEach((layer) => { layer.setStyle(calm); layer.off("click").unbindTooltip(); });
    for (const bin of [...bins.values()].sort((a, b) => b.area - a.area || b.members.length - a.members.length)) {
      const n = bin.members.length;
      const one = rows[bin.members[0]];
      const shape = bin.shape;
      if (shape) shape.setStyle({ color: hollow, weight: 1.5, opacity: 1, dashArray: "3 3", fillColor: hollow, fillOpacity: Math.min(0.4, 0.06 + 0.03 * Math.sqrt(n)) });
      const style = bin.area
        ? { radius: Math.min(24, 11 + 0.5 * Math.sqrt(n)), color: hollow, weight: 1.5, dashArray: "3 3", fillColor: hollow, fillOpacity: 0.05 }
        : { radius: Math.min(26, 3.2 + 1.1 * Math.sqrt(n)), color: solid, weight: 1, fillColor: solid, fillOpacity: 0.55 };
      const mark = shape ?? L.circleMarker([bin.lat / n, bin.lon / n], { renderer: canvas, ...style });
      const tip = document.createElement("span");
      tip.textContent = [bin.members.every((i) => placed(rows[i]) === placed(one)) ? placed(one) : "", put(words.here, { n: num(n) })].filter(Boolean).join(" · ");
      mark.bindTooltip(tip, { sticky: Boolean(shape) });
      mark.on("click", () => { picked = bin.members; limit = 50; list(); });
      if (shape) shape.bringToFront(); else circles.addLayer(mark);
    }
    circles.eachLayer((layer) => layer.bringToFront());
    label();
  };
  map.on("zoomend", draw);
  const everything = () => {
    const study = L.latLngBounds([]);
    rows.forEach((row) => {
      if (row[LAT] !== null) study.extend([row[LAT], row[LON]]);
      const shape = shapeOf(row);
      if (shape) study.extend(shape.getBounds());
    });
    return study.isValid() || !shapes.size ? study : own.getBounds();
  };
  const bounds = everything();
  if (bounds.isValid()) map.fitBounds(bounds, { padding: [12, 12], maxZoom: 15, animate: false });
  else map.setView([20, 20], 2, { animate: false });

  // List.
  const line = (className, text) => {
    const node = document.createElement("p");
    if (className) node.className = className;
    node.textContent = text;
    return node;
  };
  const card = (row) => {
    const item = document.createElement("li");
    const title = line("incidents__title", row[TITLE] || words.untitled);
    title.dir = "auto";
    item.append(title, line("quiet", [data.dates[row[DATE]][lang], placed(row)].join(" · ")));
    const about = [names(row[ACTS], data.acts), names(row[ACTORS], data.actors)].filter(Boolean).join(" · ");
    if (about) item.append(line("quiet", about));
    if (row[CLAIMS]) {
      const link = document.createElement("a");
      link.href = `${words.root}${data.pages[row[PAGE]]}#${row[ANCHOR]}`;
      const low = row[LOW], high = row[HIGH];
      const said = low === null && high === null ? "" : low === null || high === null || low === high ? num(high ?? low) : put(words.range, { low: num(low), high: num(high) });
      link.textContent = [said && `${data.units[row[UNIT]][lang]}: ${said}`, put(words.claims, { n: num(row[CLAIMS]) })].filter(Boolean).join(" · ");
      const holder = document.createElement("p");
      holder.append(link);
      item.append(holder);
    }
    const told = data.told[row[TOLD]];
    if (told) {
      const link = document.createElement("a");
      link.href = `${words.root}${told}`;
      link.textContent = told.startsWith("incident/") ? words.also : words.maybe;
      const holder = document.createElement("p");
      holder.append(link);
      item.append(holder);
    }
    return item;
  };
  const list = () => {
    const members = picked ?? shown;
    el("picked").hidden = picked === null;
    if (picked) el("picked").firstElementChild.textContent = put(words.here, { n: num(picked.length) });
    el("list").replaceChildren(...members.slice(0, limit).map((i) => card(rows[i])));
    el("more").hidden = members.length <= limit;
    el("status").textContent = members.length ? put(words.shown, { shown: num(shown.length), total: num(rows.length) }) : words.none;
  };
  const update = () => {
    const s = state();
    shown = [];
    let placeless = 0;
    rows.forEach((row, i) => { if (fits(row, i, s, true)) { shown.push(i); if (row[LAT] === null) placeless += 1; } });
    picked = null;
    limit = 50;
    el("unplaced").textContent = placeless ? put(words.nowhere, { n: num(placeless) }) : "";
    histogram(s);
    draw();
    list();
  };
  let waiting = 0;
  const later = () => { cancelAnimationFrame(waiting); waiting = requestAnimationFrame(update); };
  for (const control of Object.values(controls)) control.addEventListener("input", later);
  el("f-reset").addEventListener("click", () => {
    controls.text.value = "";
    for (const select of [controls.act, controls.actor, controls.place]) select.value = "";
    controls.from.value = 0;
    controls.to.value = span - 1;
    if (bounds.isValid()) map.fitBounds(bounds, { padding: [12, 12], maxZoom: 15, animate: false });
    later();
  });
  el("f-unpick").addEventListener("click", () => { picked = null; limit = 50; list(); });
  el("more").addEventListener("click", () => { limit += 100; list(); });
  update();
  box.dataset.ready = "yes";
})();
