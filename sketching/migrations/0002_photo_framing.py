"""Photos that wait for their owner to point at the face, and what intake has to say of them."""

import uuid

from django.db import migrations, models


def give_each_its_id(apps, schema_editor):
    photo = apps.get_model("sketching", "Photo")
    for pk in photo.objects.values_list("pk", flat=True):
        photo.objects.filter(pk=pk).update(public_id=uuid.uuid4())


class Migration(migrations.Migration):
    dependencies = [("sketching", "0001_initial")]

    operations = [
        migrations.AddField("photo", "public_id", models.UUIDField(null=True, editable=False)),
        migrations.RunPython(give_each_its_id, migrations.RunPython.noop),
        migrations.AlterField("photo", "public_id", models.UUIDField(unique=True, default=uuid.uuid4, editable=False)),
        migrations.AddField("photo", "warnings", models.JSONField(default=list, blank=True)),
        migrations.AddField("photo", "dropped", models.JSONField(default=list, blank=True)),
        migrations.AddField("photo", "refusal", models.CharField(max_length=50, blank=True)),
        migrations.AddField("photo", "faces", models.JSONField(default=list, blank=True)),
        migrations.AddField("photo", "wish", models.JSONField(default=dict, blank=True)),
    ]
