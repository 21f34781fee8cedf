<?php
// Loads exported files with SimpleSAMLphp itself and tells what it has of them as JSON.
// load_simplesamlphp.php sp SOURCE IDP | remote SP
error_reporting(E_ALL & ~E_DEPRECATED & ~E_NOTICE & ~E_WARNING);
require '/usr/share/simplesamlphp/lib/_autoload.php';
$handler = \SimpleSAML\Metadata\MetaDataStorageHandler::getMetadataHandler();
if ($argv[1] === 'remote') {
    $sp = $handler->getMetaDataConfig(base64_decode($argv[2]), 'saml20-sp-remote');
    $told = [
        'metadata' => $sp->toArray(),
        'acs' => $sp->getDefaultEndpoint('AssertionConsumerService'),
        'encryption' => count($sp->getPublicKeys('encryption')),
    ];
} else {
    $source = \SimpleSAML\Auth\Source::getById($argv[2]);
    $idp = $source->getIdPMetadata(base64_decode($argv[3]));
    $request = \SimpleSAML\Module\saml\Message::buildAuthnRequest($source->getMetadata(), $idp);
    $request->setDestination($idp->getDefaultEndpoint('SingleSignOnService')['Location']);
    $told = [
        'entity' => $source->getEntityId(),
        'metadata' => $source->getMetadata()->toArray(),
        'idp' => $idp->toArray(),
        'keys' => count($idp->getPublicKeys('signing')),
        'request' => (new \SAML2\HTTPRedirect())->getRedirectURL($request),
    ];
}
echo json_encode($told, JSON_THROW_ON_ERROR);
