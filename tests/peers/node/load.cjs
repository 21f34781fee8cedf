// Loads exported files with the software that reads them, and prints what it has of them as JSON.
// load.cjs node-saml FOLDER RESPONSE | directus FOLDER PROVIDER RESPONSE | dotenv FILE | markdown FILE | hcl FILE
"use strict";
const fs = require("node:fs");
const path = require("node:path");
const [what, ...words] = process.argv.slice(2);
const { createRequire } = require("node:module");
const use = createRequire(path.join(process.env.NODE_FOLDER, "package.json"));
const text = (file) => fs.readFileSync(file, "utf8");

async function nodeSaml(folder, response) {
  const { SAML } = use("@node-saml/node-saml");
  const options = require(path.join(folder, "saml-options.cjs"));
  const saml = new SAML(options);
  const told = { options, address: await saml.getAuthorizeUrlAsync("", undefined, {}) };
  try {
    const { profile } = await saml.validatePostResponseAsync({ SAMLResponse: text(response) });
    told.attributes = profile.attributes;
  } catch (error) {
    told.refused = String(error.message);
  }
  return told;
}

// What Directus does with the variables of a provider, by its own rules for names, types and files.
function variables(folder, prefix) {
  const found = {};
  for (const [name, value] of Object.entries(use("dotenv").parse(fs.readFileSync(path.join(folder, "directus.env"))))) {
    if (!name.startsWith(prefix)) continue;
    const words = name.slice(prefix.length).replace(/_FILE$/, "").toLowerCase().split("_").filter(Boolean);
    const key = words.map((word, index) => (index ? word[0].toUpperCase() + word.slice(1) : word)).join("");
    const typed = { true: true, false: false }[value] ?? value.replace(/^string:/, "");
    found[key] = name.endsWith("_FILE") ? text(value) : typed;
  }
  return found;
}

async function directus(folder, provider, response) {
  const samlify = use("samlify");
  samlify.setSchemaValidator({ validate: () => Promise.resolve("skipped") });
  const sp = samlify.ServiceProvider(variables(folder, `AUTH_${provider}_SP`));
  const idp = samlify.IdentityProvider(variables(folder, `AUTH_${provider}_IDP`));
  const { context } = sp.createLoginRequest(idp, "redirect");
  const told = { address: context, entity: sp.entityMeta.getEntityID(), settings: variables(folder, `AUTH_${provider}`) };
  const { extract } = await sp.parseLoginResponse(idp, "post", { body: { SAMLResponse: text(response) } });
  return { ...told, attributes: extract.attributes };
}

const loaders = {
  "node-saml": nodeSaml,
  directus,
  dotenv: async (file) => use("dotenv").parse(fs.readFileSync(file)),
  markdown: async (file) => {
    const flat = (tokens) => tokens.flatMap((token) => [token, ...flat(token.children ?? [])]);
    const tokens = flat(use("markdown-it")({ html: true, linkify: false }).parse(text(file), {}));
    return { kinds: [...new Set(tokens.map((t) => t.type))], code: tokens.filter((t) => t.type === "code_inline").map((t) => t.content) };
  },
  hcl: async (file) => use("@cdktf/hcl2json").parse(path.basename(file), text(file)),
};
loaders[what](...words).then(
  (told) => process.stdout.write(JSON.stringify(told)),
  (error) => { process.stderr.write(String(error.stack ?? error)); process.exitCode = 1; },
);
