// One contender of the comparison for Node.js: reads the material, then answers each order with what the piece cost.
// The protocol is that of contenders.py: JSON, one object a line.
"use strict";
const readline = require("node:readline");

const makers = {
  "node-saml": (material, form) => {
    const { SAML } = require("@node-saml/node-saml");
    const saml = new SAML({
      idpCert: material.certificate,
      issuer: material.audience,
      audience: material.audience,
      callbackUrl: material.acs,
      entryPoint: material.acs,
      decryptionPvk: material.key,
      wantAuthnResponseSigned: form === "signed",
      wantAssertionsSigned: form === "encrypted",
      validateInResponseTo: "never",
      acceptedClockSkewMs: 180000,
    });
    return async (message) => {
      const { profile } = await saml.validatePostResponseAsync({ SAMLResponse: message });
      return [profile.nameID, Object.keys(profile.attributes).length];
    };
  },
  samlify: (material, form) => {
    const samlify = require("samlify");
    samlify.setSchemaValidator({ validate: () => Promise.resolve("the schema is not validated") });
    const sp = samlify.ServiceProvider({
      entityID: material.audience,
      assertionConsumerService: [{ Binding: "urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST", Location: material.acs }],
      encPrivateKey: material.key,
      wantMessageSigned: form === "signed",
      wantAssertionsSigned: form === "encrypted",
      isAssertionEncrypted: form === "encrypted",
      clockDrifts: [-180000, 180000],
    });
    const idp = samlify.IdentityProvider({ metadata: material.metadata, isAssertionEncrypted: form === "encrypted",
      messageSigningOrder: "sign-then-encrypt" });
    return async (message) => {
      const { extract } = await sp.parseLoginResponse(idp, "post", { body: { SAMLResponse: message } });
      return [extract.nameID, Object.keys(extract.attributes).length];
    };
  },
};

async function main() {
  let material = null;
  const verify = {};
  for await (const line of readline.createInterface({ input: process.stdin })) {
    const order = JSON.parse(line);
    if (material === null) {
      material = order;
      console.log(JSON.stringify({ ready: true }));
      continue;
    }
    verify[order.form] ??= makers[process.argv[2]](material, order.form);
    const messages = material.messages[order.form].slice(order.first, order.first + order.count);
    const seen = [];
    const wall = process.hrtime.bigint();
    const cpu = process.cpuUsage();
    for (const message of messages) seen.push(await verify[order.form](message));
    const used = process.cpuUsage(cpu);
    const taken = Number(process.hrtime.bigint() - wall) / 1e9;
    console.log(JSON.stringify({ cpu: (used.user + used.system) / 1e6, wall: taken, seen }));
  }
}

main().catch((error) => {
  console.log(JSON.stringify({ error: `${error.name ?? "Error"}: ${error.message ?? error}` }));
  process.exitCode = 1;
});
