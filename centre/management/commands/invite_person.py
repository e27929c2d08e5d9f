"""The first coordinator and the privacy officer: hats that nobody in the portal may give. Prints the spoken code."""

from django.core.management.base import BaseCommand, CommandError

from centre.audiences import Audience
from centre.models import Organisation, Region, User
from centre.services.people import add_membership, invite_user


class Command(BaseCommand):
    help = "Invite somebody by hand: invite_person EMAIL NAME AUDIENCE --organisation NAME --region SLUG"

    def add_arguments(self, parser):
        parser.add_argument("email")
        parser.add_argument("name")
        parser.add_argument("audience", choices=[Audience.COORDINATOR.value, Audience.PRIVACY.value])
        parser.add_argument("--organisation", required=True)
        parser.add_argument("--region", default="")

    def handle(self, *args, **options):
        try:
            organisation = Organisation.objects.get(name=options["organisation"])
            region = Region.objects.get(slug=options["region"]) if options["region"] else None
        except (Organisation.DoesNotExist, Region.DoesNotExist) as error:
            raise CommandError(str(error)) from error
        if options["audience"] == Audience.COORDINATOR and region is None:
            raise CommandError("A coordinator needs --region.")
        email = options["email"].lower()
        user = User.objects.filter(email=email).first() or User.objects.create_user(email=email, name=options["name"])
        add_membership(user=user, audience=options["audience"], organisation=organisation, region=region)
        code = "" if user.has_usable_password() else invite_user(user=user, by=None, with_code=True)
        self.stdout.write(
            f"code to tell in person: {code}" if code else "the account was open already; the role is added"
        )
