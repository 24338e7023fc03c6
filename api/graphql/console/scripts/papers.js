/** Papers to upload: a small sound PDF made here, or a file of your own; and the way of its bytes. */

const LINE_HEIGHT = 24;

/** Make a one-page A4 PDF by hand: header, five objects, cross-reference table, trailer. ASCII only. */
export function makePdf(lines) {
  const content = [
    "BT", "/F1 14 Tf", `${LINE_HEIGHT} TL`, "72 640 Td",
    ...lines.map((line) => `(${escaped(line)}) Tj T*`), "ET",
  ].join("\n");
  const objects = [
    "<< /Type /Catalog /Pages 2 0 R >>",
    "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
    "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 5 0 R"
      + " /Resources << /Font << /F1 4 0 R >> >> >>",
    "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
    `<< /Length ${content.length} >>\nstream\n${content}\nendstream`,
  ];
  return new TextEncoder().encode(joined(objects));
}

function escaped(line) {
  return line.replace(/[^\x20-\x7e]/g, "?").replace(/[\\()]/g, "\\$&");
}

/** Write the objects with the byte offset of each; every entry of the table is 20 bytes. */
function joined(objects) {
  let pdf = "%PDF-1.4\n";
  const offsets = objects.map((object, index) => {
    const offset = pdf.length;
    pdf += `${index + 1} 0 obj\n${object}\nendobj\n`;
    return String(offset).padStart(10, "0");
  });
  const table = ["0000000000 65535 f \n", ...offsets.map((offset) => `${offset} 00000 n \n`)];
  return `${pdf}xref\n0 ${table.length}\n${table.join("")}`
    + `trailer\n<< /Size ${table.length} /Root 1 0 R >>\nstartxref\n${pdf.length}\n%%EOF\n`;
}

/** The SHA-256 of bytes, in lower-case hex, as createUpload takes it. */
export async function sha256(bytes) {
  const digest = await crypto.subtle.digest("SHA-256", bytes);
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** Describe a paper: its bytes, and the values that a step's variables ask for. */
export async function paperOf(step, run, chosen) {
  const bytes = chosen
    ? new Uint8Array(await chosen.arrayBuffer())
    : makePdf([step.paper, "", "Practice document made by the console.", `Journey ${run}.`]);
  const name = chosen?.name ?? `${step.paper.toLowerCase().replaceAll(" ", "-")}.pdf`;
  const values = {
    "file.name": name, "file.bytes": bytes.length, "file.sha256": await sha256(bytes),
  };
  return { bytes, values };
}

/**
 * PUT bytes where the ticket says. Only the path is taken: the page may be open under another name of
 * this host than the one the server calls itself by, and may speak to no other.
 */
export async function put(uploadUrl, contentType, bytes) {
  const address = new URL(uploadUrl, location.origin).pathname;
  const headers = { "content-type": contentType ?? "application/pdf" };
  const started = performance.now();
  try {
    const answer = await fetch(address, { method: "PUT", headers, body: bytes });
    return { status: answer.status, ms: performance.now() - started, body: await answer.json() };
  } catch (fault) {
    const message = `The bytes could not be sent: ${fault.message}`;
    return { status: 0, ms: performance.now() - started, body: { errors: [{ message }] } };
  }
}
