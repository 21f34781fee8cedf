"""Keys and certificates that are the same in every run, so that what the fuzzer kept is still signed in the next one.

They are made from a name and worth nothing: anybody can make them again.
"""

import math
from random import Random

from cryptography.hazmat.primitives.asymmetric import rsa

from tests.saml_builders.keys import Key, key

EXPONENT = 65537
_SIEVE = math.prod(n for n in range(3, 5000, 2) if all(n % m for m in range(3, math.isqrt(n) + 1, 2)))


def known_key(name: str, bits: int = 2048) -> Key:
    """The RSA key of a name."""
    random = Random(f"fuzzing {name}")
    p, q = _prime(random, bits // 2), _prime(random, bits // 2)
    d = pow(EXPONENT, -1, math.lcm(p - 1, q - 1))
    public = rsa.RSAPublicNumbers(EXPONENT, p * q)
    parts = (rsa.rsa_crt_dmp1(d, p), rsa.rsa_crt_dmq1(d, q), rsa.rsa_crt_iqmp(p, q))
    private = rsa.RSAPrivateNumbers(p, q, d, *parts, public).private_key()
    return Key(private, key(name=name).certificate).named(f"{name}.example.test", serial=1)


def _prime(random: Random, bits: int) -> int:
    while True:
        # The two highest bits make the product as long as it is meant to be.
        number = random.getrandbits(bits) | 3 << (bits - 2) | 1
        if math.gcd(number, _SIEVE) == 1 and (number - 1) % EXPONENT and _is_prime(number, random):
            return number


def _is_prime(number: int, random: Random) -> bool:
    """Miller and Rabin's test; a mistake would show at once, since no signature would hold."""
    odd, twos = number - 1, 0
    while odd % 2 == 0:
        odd, twos = odd // 2, twos + 1
    for _ in range(12):
        power = pow(random.randrange(2, number - 1), odd, number)
        if power in (1, number - 1):
            continue
        for _ in range(twos - 1):
            power = power * power % number
            if power == number - 1:
                break
        else:
            return False
    return True
