FROM docker.io/library/maven:3.9-eclipse-temurin-25 AS build
WORKDIR /build
COPY pom.xml ./
RUN mvn -B -ntp dependency:go-offline
COPY . ./
RUN mvn -B -ntp -Paot -DskipTests package
RUN java -Djarmode=tools -jar target/aot/uppercased.jar extract --layers --destination target/layers

FROM docker.io/library/eclipse-temurin:25-jre AS runtime
WORKDIR /app
COPY --from=build /build/target/layers/dependencies/ ./
COPY --from=build /build/target/layers/spring-boot-loader/ ./
COPY --from=build /build/target/layers/snapshot-dependencies/ ./
COPY --from=build /build/target/layers/application/ ./
# With explicit modes, because those of a checkout depend on the umask.
COPY --chmod=644 deploy/image/jvm.options ./
COPY --chmod=755 deploy/image/healthcheck ./
# The service writes its liveness to this file, for the health check.
ENV UPPERCASED_LIVENESSFILE=/dev/shm/uppercased-liveness

# The cache works only with the JVM that made it.
FROM runtime AS aot-cache
COPY --chmod=755 deploy/image/aot-cache /training/
COPY --chmod=644 deploy/image/training-messages.txt /training/
RUN /training/aot-cache /app

FROM runtime
COPY --from=aot-cache /app/uppercased.aot /app/uppercased.sha256 ./
ARG VERSION=unknown
ARG REVISION=unknown
LABEL org.opencontainers.image.title="uppercased" \
      org.opencontainers.image.description="A UDP request/reply service: each datagram comes back in upper case" \
      org.opencontainers.image.licenses="Apache-2.0" \
      org.opencontainers.image.version="$VERSION" \
      org.opencontainers.image.revision="$REVISION"
USER 10001:10001
EXPOSE 12000/udp 8081/tcp
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=10s --timeout=2s --start-period=20s CMD ["./healthcheck"]
# Tomcat needs a writable directory. /dev/shm is writable even if the root file system is read-only.
ENTRYPOINT ["java", "@jvm.options", "-XX:AOTCache=uppercased.aot", "-Djava.io.tmpdir=/dev/shm", "-jar", "uppercased.jar"]
