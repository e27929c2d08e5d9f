"""Addresses and phones leave the parent's row for the vault; what is safe gets a card of its own."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import centre.clock
import centre.fields

ADDRESS = ("street", "postcode", "place")


def move_to_the_vault(apps, schema_editor):
    """What stood on the parent's row becomes a locked row per kind, as secret as it was."""
    entries = apps.get_model("centre", "VaultEntry").objects
    for parent in apps.get_model("centre", "Parent").objects.filter(contact__isnull=False).iterator(chunk_size=500):
        contact = parent.contact or {}
        values = {
            "address": {part: contact[part] for part in ADDRESS if contact.get(part)},
            "phone": {"text": contact["phone"]} if contact.get("phone") else {},
        }
        for kind, value in values.items():
            if value:
                entries.create(parent=parent, kind=kind, value=value, visibility=parent.address_visibility)
        parent.contact = {"email": contact.get("email", "")}
        parent.save(update_fields=["contact"])


def move_back(apps, schema_editor):
    """The same in the other direction, so that an update can be undone."""
    for entry in apps.get_model("centre", "VaultEntry").objects.filter(kind__in=["address", "phone"]):
        value = entry.value if entry.kind == "address" else {"phone": entry.value.get("text", "")}
        entry.parent.contact = {**(entry.parent.contact or {}), **value}
        entry.parent.save(update_fields=["contact"])


class Migration(migrations.Migration):

    dependencies = [
        ('centre', '0003_who_may_open_what'),
    ]

    operations = [
        migrations.CreateModel(
            name='VaultEntry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('address', 'address'), ('phone', 'phone'), ('school', 'school'), ('handover', 'place where the children change homes'), ('route', 'way to get there')], max_length=10)),
                ('value', centre.fields.EncryptedJSONField()),
                ('visibility', models.CharField(choices=[('normal', 'staff of this case'), ('restricted', 'staff of this case, with a reason'), ('secret', 'secret: coordinators only')], default='restricted', max_length=10)),
                ('changed_at', models.DateTimeField(default=centre.clock.now)),
                ('changed_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='vault_changes', to=settings.AUTH_USER_MODEL)),
                ('parent', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='vault', to='centre.parent')),
            ],
            options={
                'verbose_name_plural': 'vault entries',
            },
        ),
        migrations.CreateModel(
            name='UnhideRequest',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('asked_at', models.DateTimeField(default=centre.clock.now)),
                ('approved_at', models.DateTimeField(blank=True, null=True)),
                ('approved_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='unhide_requests_approved', to=settings.AUTH_USER_MODEL)),
                ('asked_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='unhide_requests_made', to=settings.AUTH_USER_MODEL)),
                ('entry', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='unhide_requests', to='centre.vaultentry')),
            ],
        ),
        migrations.CreateModel(
            name='ContactCard',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('prefers', models.CharField(choices=[('portal', 'only in the portal'), ('sms', 'text message'), ('call', 'phone call')], default='portal', max_length=8)),
                ('quiet_from', models.PositiveSmallIntegerField(default=21)),
                ('quiet_until', models.PositiveSmallIntegerField(default=8)),
                ('voicemail_is_safe', models.BooleanField(default=False)),
                ('other_parent_knows', models.BooleanField(default=False)),
                ('changed_at', models.DateTimeField(default=centre.clock.now)),
                ('changed_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='contact_cards_changed', to=settings.AUTH_USER_MODEL)),
                ('parent', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='contact_card', to='centre.parent')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('quiet_from__lt', 24), ('quiet_until__lt', 24)), name='quiet_hours_are_hours')],
            },
        ),
        migrations.AddConstraint(
            model_name='vaultentry',
            constraint=models.UniqueConstraint(fields=('parent', 'kind'), name='one_vault_entry_of_a_kind'),
        ),
        migrations.AddConstraint(
            model_name='unhiderequest',
            constraint=models.UniqueConstraint(condition=models.Q(('approved_at', None)), fields=('entry',), name='one_open_unhide_request'),
        ),
        migrations.AddConstraint(
            model_name='unhiderequest',
            constraint=models.CheckConstraint(condition=models.Q(('approved_by', None), models.Q(('approved_by', models.F('asked_by')), _negated=True), _connector='OR'), name='unhiding_takes_two_people'),
        ),
        migrations.RunPython(move_to_the_vault, move_back),
        migrations.RemoveField(model_name='parent', name='address_visibility'),
    ]
