"""The second step of signing in: skipped only when the provider itself has asked for one."""

from allauth.mfa.stages import AuthenticateStage

#: Under this name a sign-in carries what its provider proved, and a session that it did so strongly.
PROOF, STRONG = "identity", "strong_identity"


class SecondFactorStage(AuthenticateStage):
    def _should_handle(self, request):
        proof = (self.login.signal_kwargs or {}).get(PROOF) or {}
        return not proof.get("strong") and super()._should_handle(request)
