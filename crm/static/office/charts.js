// Draws what crm.office.charts declares. Colours differ in lightness and pattern too, so that grey paper tells them apart.
(() => {
  "use strict";
  const COLOURS = ["#1c5a96", "#c77b30", "#2f7d5b", "#7a5ba6"];
  // The page's own. In single quotes: as a picture the drawing is XML, where the double ones would end the attribute.
  const FONT = getComputedStyle(document.body).fontFamily.replaceAll('"', "'");
  const number = new Intl.NumberFormat(document.documentElement.lang, { maximumFractionDigits: 2 });
  const shown = (value) => (value === null || value === undefined ? "" : number.format(value));

  const PAPER = { text: "#1f2933", line: "#c9ced4", paper: "#ffffff" };
  const inks = () => {
    const style = getComputedStyle(document.body);
    const dark = document.documentElement.getAttribute("data-bs-theme") === "dark";
    return { text: style.color, line: dark ? "#555" : "#c9ced4", paper: dark ? "#1f2226" : "#ffffff" };
  };

  const axes = (data, ink, upright) => {
    const words = { type: "category", data: data.labels, axisTick: { show: false }, axisLine: { lineStyle: { color: ink.line } },
      axisLabel: { color: ink.text, interval: 0, hideOverlap: true, width: upright ? 90 : 120, overflow: "truncate" }, inverse: !upright };
    const whole = data.series.every((series) => series.values.every((value) => value === null || Number.isInteger(value)));
    const values = { type: "value", minInterval: whole ? 1 : 0, axisLabel: { color: ink.text, formatter: shown, hideOverlap: true }, splitLine: { lineStyle: { color: ink.line } } };
    return upright ? { xAxis: words, yAxis: values } : { xAxis: values, yAxis: words };
  };

  const grid = (data) => ({ left: 8, right: 64, top: data.series.length > 1 ? 40 : 16, bottom: data.mark ? 34 : 12, containLabel: true });

  const bars = (data, ink, stack) => ({
    ...axes(data, ink, false),
    grid: grid(data),
    series: data.series.map((series) => ({ type: "bar", name: series.name, data: series.values, stack: stack ? "all" : undefined, barMaxWidth: 22,
      label: { show: !stack, position: "right", color: ink.text, formatter: (point) => shown(point.value) } })),
  });

  const lines = (data, ink) => ({
    ...axes(data, ink, true),
    grid: { ...grid(data), right: 90 },
    series: data.series.map((series, place) => ({ type: "line", name: series.name, data: series.values, symbol: ["circle", "rect", "triangle", "diamond"][place % 4],
      symbolSize: 8, lineStyle: { type: ["solid", "dashed", "dotted", "solid"][place % 4], width: 2.5 },
      endLabel: { show: true, color: ink.text, formatter: data.series.length > 1 ? "{a}" : (point) => shown(point.value), width: 84, overflow: "truncate" }, labelLayout: { moveOverlap: "shiftY" } })),
  });

  const funnel = (data, ink, narrow) => ({
    series: [{ type: "funnel", sort: "none", gap: 3, left: narrow ? "2%" : "8%", right: narrow ? "2%" : "8%", top: 12, bottom: data.mark ? 34 : 12, minSize: narrow ? "42%" : "24%",
      data: data.labels.map((name, place) => ({ name, value: data.series[0].values[place] })),
      label: { position: "inside", color: "#fff", textBorderColor: "#00000066", textBorderWidth: 2, fontWeight: 600, formatter: (point) => `${point.name}  ${shown(point.value)}` },
      itemStyle: { borderWidth: 0, color: (point) => ["#174a7c", "#1c5a96", "#2a6fae", "#3b82bf", "#2f7d5b"][point.dataIndex % 5] } }],
  });

  // Where it is narrow the words are shorter: those of one column would stand on the next.
  const flows = (data, ink, narrow) => ({
    series: [{ type: "sankey", left: 8, right: narrow ? 76 : 120, top: 12, bottom: data.mark ? 34 : 12, nodeWidth: 14, nodeGap: 10, emphasis: { focus: "adjacency" },
      data: [...new Set(data.flows.flatMap((flow) => [flow.source, flow.target]))].map((name) => ({ name })), links: data.flows,
      label: { color: ink.text, width: narrow ? 68 : 110, overflow: "truncate", fontSize: narrow ? 11 : 12 }, labelLayout: { hideOverlap: true }, lineStyle: { color: "source", opacity: 0.35 } }],
  });

  const OPTIONS = { bars: (d, i) => bars(d, i, false), stacked: (d, i) => bars(d, i, true), lines, funnel, flows };

  const height = (data) => {
    if (data.kind === "bars") return Math.max(140, data.labels.length * (18 + 20 * data.series.length) + 60);
    if (data.kind === "stacked") return Math.max(140, data.labels.length * 38 + 70);
    if (data.kind === "flows") return Math.min(900, Math.max(300, new Set(data.flows.flatMap((flow) => [flow.source, flow.target])).size * 28));
    return data.kind === "funnel" ? Math.max(220, data.labels.length * 52) : 300;
  };

  const option = (data, width, ink = inks()) => {
    const base = {
      animation: false, color: COLOURS, textStyle: { fontFamily: FONT },
      aria: { decal: { show: data.series.length > 1 && data.kind !== "lines" } },
      // As text in the picture: a box of HTML would bring styles of its own, which the policy forbids.
      tooltip: { renderMode: "richText", confine: true, valueFormatter: (value) => [shown(value), data.unit].filter(Boolean).join(" ") },
    };
    if (data.series.length > 1 && data.kind !== "funnel") base.legend = { top: 4, left: 8, textStyle: { color: ink.text } };
    if (data.mark) base.graphic = [{ type: "text", left: 8, bottom: 6, style: { text: data.mark, fill: "#8a4b00", font: `600 13px ${FONT}` } }];
    return { ...base, ...OPTIONS[data.kind](data, ink, width < 480) };
  };

  // A PNG at twice the size with its title, for a report: on white paper, whatever the page is on.
  const picture = (drawing, data) => {
    const svg = new Image();
    const sheet = echarts.init(null, null, { renderer: "svg", ssr: true, width: drawing.getWidth(), height: drawing.getHeight() });
    sheet.setOption(option(data, drawing.getWidth(), PAPER));
    svg.onload = () => {
      const canvas = document.createElement("canvas");
      const scale = 2, head = 44;
      canvas.width = svg.width * scale;
      canvas.height = (svg.height + head) * scale;
      const pen = canvas.getContext("2d");
      pen.scale(scale, scale);
      pen.fillStyle = PAPER.paper;
      pen.fillRect(0, 0, canvas.width, canvas.height);
      pen.fillStyle = PAPER.text;
      pen.font = `600 16px ${FONT}`;
      pen.fillText([data.title, data.unit].filter(Boolean).join("  "), 12, 28);
      pen.drawImage(svg, 0, head);
      const link = document.createElement("a");
      link.download = `${data.title}.png`;
      link.href = canvas.toDataURL("image/png");
      link.click();
    };
    svg.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(sheet.renderToSVGString())}`;
    sheet.dispose();
  };

  const draw = (figure) => {
    const source = document.getElementById(figure.dataset.chart);
    const place = figure.querySelector(".office-chart-drawing");
    if (!source || !place || figure.dataset.drawn) return;
    figure.dataset.drawn = "true";
    const data = JSON.parse(source.textContent);
    place.style.height = `${height(data)}px`;
    const drawing = echarts.init(place, null, { renderer: "svg" });
    drawing.setOption(option(data, drawing.getWidth()));
    drawing.on("click", (point) => { const link = data.links[point.dataIndex]; if (link) location.assign(link); });
    new ResizeObserver(() => drawing.resize()).observe(place);
    figure.querySelector("[data-chart-picture]").addEventListener("click", () => picture(drawing, data));
    figure.querySelector("[data-chart-table]")?.removeAttribute("open");
    new MutationObserver(() => drawing.setOption(option(data, drawing.getWidth()), true)).observe(document.documentElement, { attributeFilter: ["data-bs-theme"] });
  };

  const drawAll = () => document.querySelectorAll("figure[data-chart]").forEach(draw);
  drawAll();
  document.addEventListener("htmx:afterSettle", drawAll);
})();
